"""One line of a registration."""

import datetime as dt

import strawberry

from api.graphql.enums import Hukou, StudyMode, Track
from domain.registry import register_students as domain


@strawberry.input(description="新生登记: one student to be registered.")
class NewStudent:
    """The contract's NewStudent."""

    id_number: str = strawberry.field(description="身份证号: 18 characters, check digit by GB 11643-1999.")
    name: str = strawberry.field(description="姓名: 1 to 50 characters of any plane.")
    hukou: Hukou = strawberry.field(description="户籍性质: where the household is registered.")
    origin_division_code: str = strawberry.field(
        description="生源地行政区划代码: the county that the student comes from; one that is gone by now is well."
    )
    poverty_belt: bool | None = strawberry.field(
        default=False,
        description="连片特困地区: whether the household is in a designated poverty-belt county.",
    )
    major_code: str = strawberry.field(
        description="专业代码: six digits of the national catalogue of majors."
    )
    major_name: str = strawberry.field(description="专业名称: 1 to 50 characters.")
    agricultural_major: bool | None = strawberry.field(
        default=None,
        description="涉农专业: whether the major is agricultural; omitted: looked up by its code.",
    )
    arts_performance: bool | None = strawberry.field(
        default=None,
        description="艺术类相关表演专业: whether it is arts performance; omitted: looked up by its code.",
    )
    entry_date: dt.date = strawberry.field(description="入学日期: the day on which the enrolment begins.")
    years: float = strawberry.field(description="学制: how many years the course lasts, 1 to 6 in halves.")
    study_mode: StudyMode | None = strawberry.field(
        default=StudyMode.FULL_TIME, description="学习形式: full or part time."
    )
    track: Track | None = strawberry.field(
        default=Track.ORDINARY, description="培养类型: the kind of course."
    )
    class_name: str | None = strawberry.field(default=None, description="班级: up to 50 characters.")
    bank_card: str | None = strawberry.field(
        default=None, description="资助卡号: 12 to 19 digits, a card in the student's own name."
    )

    def line(self) -> domain.NewStudent:
        """The line for the domain."""
        return domain.NewStudent(
            id_number=self.id_number,
            name=self.name,
            hukou=self.hukou,
            origin_division_code=self.origin_division_code,
            poverty_belt=bool(self.poverty_belt),
            major_code=self.major_code,
            major_name=self.major_name,
            agricultural_major=self.agricultural_major,
            arts_performance=self.arts_performance,
            entry_date=self.entry_date,
            years=self.years,
            study_mode=self.study_mode or StudyMode.FULL_TIME,
            track=self.track or Track.ORDINARY,
            class_name=self.class_name,
            bank_card=self.bank_card,
        )
