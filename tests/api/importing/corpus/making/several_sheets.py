"""Workbooks of several sheets: classes, guides, charts, hidden ones, other forms; and the wide national sheet."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Head, Line, Sheet
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import BLANK, HEADS, Pupils, head, left_out, title

NATIONAL = (
    "身份证号", "姓名", "性别", "民族", "年级", "入学年月", "招生类型", "修读专业", "专业编码", "学制",
    "班级", "联招合作类型", "联招合作学校机构代码", "户籍省", "户籍市", "户籍区县", "详细地址", "户籍性质",
    "是否低保", "是否享受国家助学金", "月发放标准（元）", "学校类型", "生源类别", "家长姓名",
    "家长联系电话", "健康状况", "专业目录版本", "校内学号", "毕业学校", "学生类别", "中职学生资助卡号",
)  # fmt: skip


def make() -> None:
    _classes()
    _hidden()
    _beside()
    _other_form()
    _without_head()
    _same_person()
    _one_lacks_a_column()
    _national()
    _optional()


def _classes() -> None:
    p = Pupils(file := "a-sheet-a-class.xlsx")
    sheets = [
        Sheet(
            f"15设施{n}班",
            [title(f"{n}班名单"), head(), *(_of(p, n) for _ in range(3)), left_out("合计", "3人")],
        )
        for n in (1, 2, 3)
    ]
    sheets[1] = Sheet("15设施2班", [*sheets[1].lines, p.rejected("hukou", 户籍性质="居民")])
    excel(
        Case(
            file,
            "Excel",
            "Three classes, a sheet each, and a fourth sheet with nothing on it",
            [*sheets, Sheet("Sheet4", [])],
        )
    )


def _of(p: Pupils, n: int) -> Line:
    return p.registered(班级=f"15设施{n}班", class_name=f"15设施{n}班")


def _hidden() -> None:
    p = Pupils(file := "hidden-sheet-of-last-year.xlsx")
    sheets = [
        Sheet("2015级", [head(), p.registered(), p.registered()]),
        Sheet("2014级", [head(), p.registered(入学年月="201409")], "hidden"),
        Sheet("2013级", [head(), p.registered(入学年月="201309")], "veryHidden"),
    ]
    says = "Last year's list on a hidden sheet, the year before's on one that only macros show: named and not read"
    excel(Case(file, "Excel", says, sheets, left_out=["2014级", "2013级"]))


def _beside() -> None:
    p = Pupils(file := "guide-chart-and-lists.xlsx")
    sheets = [
        Sheet("学生信息", [head(), p.registered(), p.registered()]),
        Sheet("填写说明", [title("身份证号", "必填", "18位"), title("姓名", "必填"), title("性别", "男/女")]),
        Sheet("专业目录", [title("专业代码", "专业名称"), title("010100", "设施农业生产技术")]),
        Sheet("空表", []),
    ]
    says = "A guide, a list of majors, an empty sheet and a sheet of a chart beside the pupils"
    excel(Case(file, "Excel", says, sheets, left_out=["填写说明", "专业目录"]), chart=True)


def _other_form() -> None:
    p = Pupils(file := "teachers-beside-pupils.xlsx")
    teachers = [Head(["工号", "教师姓名", "职称"], ["a", "b", "c"]), title("001", "王老师", "讲师")]
    sheets = [Sheet("教师", teachers), Sheet("学生", [head(), p.registered()])]
    excel(Case(file, "Excel", "A sheet of another form before that of the pupils", sheets, left_out=["教师"]))
    teachers = [
        Head(["身份证号", "姓名", "性别", "职称"], ["a", "b", "c", "d"]),
        title("371525198001010011", "王老师", "男", "讲师"),
    ]
    p = Pupils(file := "teachers-with-id-numbers.xlsx")
    sheets = [Sheet("学生", [head(), p.registered()]), Sheet("教师", teachers)]
    says = "Teachers with ID numbers, names and sexes on a second sheet: no pupils, or a sheet that lacks columns"
    excel(Case(file, "Excel", says, sheets, left_out=["教师"], may_be_refused=True))


def _without_head() -> None:
    p = Pupils(file := "second-sheet-without-a-head.xlsx")
    first, more = [p.registered(), p.registered()], [p.registered(), p.registered()]
    second = [title(*(line.cells[name] for name in HEADS)) for line in more if isinstance(line.cells, dict)]
    sheets = [Sheet("第1页", [head(), *first]), Sheet("第2页", second)]
    says = "The list goes on on a second sheet that has no heads: it is named, or the file refused"
    excel(Case(file, "Excel", says, sheets, left_out=["第2页"], may_be_refused=True))


def _same_person() -> None:
    p = Pupils(file := "one-pupil-on-two-sheets.xlsx")
    one = p.registered()
    assert isinstance(one.cells, dict)
    again = Line(dict(one.cells), ("already", "rejected"), because="twice")
    other = Line(one.cells | {"姓名": "另一人"}, ("rejected",), because="twice")
    either = Line(one.cells, ("registered", "rejected"), one.facts, "twice")
    sheets = [
        Sheet("1班", [head(), either, p.registered()]),
        Sheet("总表", [head(), again, p.registered(), other]),
    ]
    excel(
        Case(
            file,
            "Excel",
            "A pupil on the class's sheet and on that of the whole year, once with another name",
            sheets,
        )
    )


def _one_lacks_a_column() -> None:
    p = Pupils(file := "one-sheet-lacks-a-column.xlsx")
    line = p.registered()
    assert isinstance(line.cells, dict)
    kept = {key: value for key, value in line.cells.items() if key != "学制"}
    sheets = [Sheet("1班", [head(), p.registered()]), Sheet("2班", [head(without=["学制"]), Line(kept)])]
    says = "Of two sheets of pupils one lacks 学制: nothing is taken from either"
    excel(Case(file, "Excel", says, sheets, refused="学制"))


def _national() -> None:
    p = Pupils(file := "national-sheet.xlsx")
    wide: dict[str, Any] = {
        "民族": "汉族", "年级": "2015", "招生类型": "应届初中毕业生",
        "户籍省": "山东省", "户籍市": "聊城市", "户籍区县": "冠县",
        "详细地址": "清泉街道1号", "是否低保": "否", "是否享受国家助学金": "是", "月发放标准（元）": 200,
        "学校类型": "职业高中", "家长姓名": "王某", "家长联系电话": "13800000000", "健康状况": "健康",
        "专业目录版本": "2010", "校内学号": "20150101",
    }  # fmt: skip
    lines = [
        title("学生信息导入表"),
        Head(NATIONAL, NATIONAL),
        p.registered(**wide, origin="371525"),
        p.registered(
            **wide | {"户籍省": "河北省", "户籍市": "邯郸市", "户籍区县": "大名县"}, origin="130425"
        ),
        p.registered(**wide | {"户籍市": None, "户籍省": None}, origin="371525"),
        p.registered(**wide | {"户籍市": "济南市", "户籍区县": "章丘市"}, origin="370181"),
        p.rejected("origin", **wide | {"户籍区县": "没有县"}),
        p.registered(**wide | {"招生类型": "非全日制"}, study_mode="PART_TIME"),
        p.registered(**wide | {"学生类别": "五年制高职"}, track="FIVE_YEAR"),
        BLANK,
        left_out("合计", "7人"),
    ]
    excel(Case(file, "Excel", "The old national import sheet in its width", [Sheet("Sheet1", lines)]))


def _optional() -> None:
    p = Pupils(file := "truth-values-and-options.xlsx")
    more = ("是否集中连片特困地区", "学习形式", "培养类型", "户籍所在地行政区划码")
    heads = head(*more)
    lines = [
        heads,
        p.registered(是否集中连片特困地区=True, poverty_belt=True),
        p.registered(是否集中连片特困地区=False, poverty_belt=False),
        p.registered(是否集中连片特困地区="是", poverty_belt=True),
        p.registered(学习形式="全日制", 培养类型="三二连读", track="THREE_PLUS_TWO"),
        p.registered(培养类型="五年一贯制", track="FIVE_YEAR"),
        p.registered(户籍所在地行政区划码=130425, origin="130425"),
        p.registered(户籍所在地行政区划码="370181", origin="370181"),
        p.rejected("origin", 户籍所在地行政区划码="999999"),
        p.rejected("track", 培养类型="不明"),
        p.rejected("belt", 是否集中连片特困地区="也许"),
    ]
    excel(Case(file, "Excel", "Truth values and the columns that may be left out", [Sheet("Sheet1", lines)]))
