"""The contract's enums: the domain's own words, each described for callers.

A description gives the Chinese term, and the national code (XSDQZT / XJYDLB) where there is one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import strawberry

from domain.policy.status import ChangeKind, EnrolmentStatus
from domain.vocabulary import (
    BankOutcome,
    ChangeState,
    Decision,
    ErrorCode,
    FundSource,
    HardshipLevel,
    Hukou,
    Ownership,
    PaymentState,
    RosterState,
    RunState,
    Scheme,
    Sex,
    StudyMode,
    Track,
)

__all__ = [
    "ENUMS",
    "BankOutcome",
    "ChangeKind",
    "ChangeState",
    "Decision",
    "EnrolmentStatus",
    "ErrorCode",
    "FundSource",
    "HardshipLevel",
    "Hukou",
    "Ownership",
    "PaymentState",
    "RosterState",
    "RunState",
    "Scheme",
    "Sex",
    "StudyMode",
    "Track",
]

Words = TypeVar("Words", bound=type[StrEnum])
ENUMS: list[type[StrEnum]] = []


def _shown(words: Words, description: str, values: Mapping[str, str]) -> Words:
    shown = strawberry.enum(words, description=description)
    for value in shown.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    ENUMS.append(shown)
    return shown


_shown(
    Scheme,
    "资助项目: what a student is aided under.",
    {
        "GRANT": "国家助学金: paid to the student, monthly.",
        "TUITION_WAIVER": "免学费补助: paid to the school for the student.",
    },
)
_shown(
    FundSource,
    "资金来源: the level of government that the money comes from.",
    {
        "CENTRAL": "中央资金: central funds.",
        "PROVINCE": "省级资金: provincial funds.",
        "CITY": "市级资金: funds of the city.",
        "COUNTY": "县级资金: funds of the county.",
    },
)
_shown(
    Ownership,
    "办学性质: who runs a school.",
    {"PUBLIC": "公办: run by the state.", "PRIVATE": "民办: run privately."},
)
_shown(
    Track,
    "培养类型: the kind of course; it decides who approves changes.",
    {
        "ORDINARY": "普通中专: an ordinary secondary vocational course.",
        "THREE_PLUS_TWO": "三二连读: three years here, two at a college.",
        "FIVE_YEAR": "五年一贯制: five years in one course.",
    },
)
_shown(
    StudyMode,
    "学习形式: full or part time; only full time is aided.",
    {"FULL_TIME": "全日制: full time.", "PART_TIME": "非全日制: part time."},
)
_shown(
    Hukou,
    "户籍性质: where the student's household is registered.",
    {
        "RURAL": "农村: a rural household.",
        "COUNTY_TOWN": "县镇: a household of a county town.",
        "URBAN": "城市: an urban household.",
    },
)
_shown(Sex, "性别: a person's sex.", {"MALE": "男: male.", "FEMALE": "女: female."})
_shown(
    HardshipLevel,
    "家庭经济困难程度: the family's hardship as recognised for one school year.",
    {
        "NONE": "不困难: no hardship recognised.",
        "GENERAL": "一般困难: some hardship.",
        "HARD": "困难: hardship.",
        "SPECIAL": "特别困难: special hardship.",
    },
)
_shown(
    EnrolmentStatus,
    "学籍状态: the status of an enrolment on a day; national codes XSDQZT / XJYDLB.",
    {
        "PENDING": "待审核: registered by the school, not yet approved; no national code.",
        "HELD": "暂不予注册: a duplicate, or an identity under examination; no national code.",
        "ACTIVE": "在读 (01): in the registry and in school.",
        "SUSPENDED": "休学 (02 / 11): in the registry, not in school.",
        "ON_SERVICE": "保留学籍 (19): serving in the army; in the registry, not in school.",
        "TRANSFERRED_OUT": "转出 (10 / 21): left for another school.",
        "WITHDRAWN": "退学 (03 / 31): left school.",
        "EXPELLED": "开除 (14 / 42): expelled.",
        "DECEASED": "死亡 (11 / 51): deceased.",
        "GRADUATED": "毕业 (07): graduated.",
        "COMPLETED": "结业 (08): completed the course without graduating.",
        "LEFT_INCOMPLETE": "肄业 (09): left without completing the course.",
        "CANCELLED": "取消学籍 (18): a false or duplicate record, as if it had never been.",
    },
)
_shown(
    ChangeKind,
    "学籍异动类别: what a status change does to an enrolment; national codes XJYDLB.",
    {
        "SUSPEND": "休学 (11): leave for a time.",
        "RESUME": "复学: come back from a suspension.",
        "RETAIN_FOR_SERVICE": "保留学籍 (参军) (19): the place is kept during army service.",
        "RETURN_FROM_SERVICE": "退役复学: come back from army service.",
        "TRANSFER": "转学 (21): to another school, which has the student from the same day.",
        "CHANGE_MAJOR": "转专业: to another major at the same school.",
        "REPEAT_GRADE": "留级: the lower study year counts again.",
        "WITHDRAW": "退学 (31): leave for good.",
        "EXPEL": "开除 (42): expelled by the school.",
        "DECEASED": "死亡 (51): the student has died.",
        "GRADUATE": "毕业 (07): only in the last study year.",
        "COMPLETE": "结业 (08): completed without graduating.",
        "LEAVE_INCOMPLETE": "肄业 (09): left without completing.",
        "CANCEL": "取消学籍 (18): the record was false or a duplicate; no month was ever payable.",
    },
)
_shown(
    ChangeState,
    "异动审核状态: how far the review of a status change has come.",
    {
        "REQUESTED": "待审核: some step is still open.",
        "APPROVED": "已通过: every step has approved; the change is in effect from its day.",
        "REJECTED": "已驳回: a step has refused; nothing has changed.",
    },
)
_shown(
    Decision,
    "审核意见: what a reviewer decides.",
    {"APPROVE": "同意: goes on to the next step.", "REJECT": "不同意: sent back, with a reason."},
)
_shown(
    RosterState,
    "资助名单状态: how far an aid roster has come.",
    {
        "DRAFT": "草稿: being prepared by the school.",
        "PUBLISHED": "公示中: published at the school for objections.",
        "SUBMITTED": "已上报: signed by the principal, with the authority.",
        "APPROVED": "已批准: payments may be drafted on it.",
        "RETURNED": "已退回: sent back to the school.",
    },
)
_shown(
    RunState,
    "发放批次状态: how far one month's run has come.",
    {
        "DRAFT": "草稿: computed, not yet approved; nothing is paid.",
        "APPROVED": "已批准: its payments are instructed.",
        "CLOSED": "已办结: the bank has reported on every payment.",
    },
)
_shown(
    PaymentState,
    "发放状态: what has become of a payment.",
    {
        "INSTRUCTED": "已指令: sent to the bank, no result yet.",
        "SETTLED": "已到账: paid out.",
        "FAILED": "发放失败: the bank could not pay it.",
        "RETURNED": "退票: paid out, then sent back by the bank.",
        "RECOVERED": "已追缴: taken back because it had lost its justification.",
    },
)
_shown(
    BankOutcome,
    "银行回盘结果: what the bank reports of a payment.",
    {
        "SETTLED": "成功: paid out.",
        "FAILED": "失败: not paid out.",
        "RETURNED": "退票: paid out, then sent back.",
    },
)
_shown(
    ErrorCode,
    "拒绝原因: why something was refused; stable, so that programs can branch on it.",
    {
        "NOT_FOUND": "不存在: no such thing inside your scope.",
        "FORBIDDEN": "无权限: none of your roles may do this.",
        "OUT_OF_SCOPE": "超出管辖范围: the school or division lies outside your scope.",
        "INVALID_INPUT": "输入无效: a field holds something that can't be right.",
        "INVALID_ID_NUMBER": "身份证号无效: wrong length, date or check digit.",
        "CARD_CHECK_DIGIT": "银行卡校验位不符: a warning; the number's last digit doesn't fit the others.",
        "INVALID_SCHOOL_CODE": "学校代码无效: not a ten-digit school code.",
        "IDEMPOTENCY_KEY_REUSED": "幂等键已用于其他请求: the key came before with another input.",
        "CONFLICT": "并发冲突: others keep changing the same records; send the same request again.",
        "ALREADY_REQUESTED": "已有待审申请: a request of this kind waits for its review.",
        "WRONG_STATE": "当前状态不允许: this step needs another state than the one that details name.",
        "ENROLMENT_CANCELLED": "学籍已取消: the enrolment was cancelled.",
        "ENROLMENT_HELD": "学籍待核查: the enrolment is held; the other school decides.",
        "NOT_ENROLLED_THEN": "当学年不在籍: not a student of the school in that school year.",
        "PERSON_ERASED": "个人信息已删除: whoever had this number was erased for ever, more often than "
        "it can be given out anew.",
        "PERSON_UNREADABLE": "个人信息无法读取: what is kept of the person is damaged; the operator has to restore it.",
        "STILL_DUE": "仍应发放: the payment is due; there is nothing to take back.",
        "IN_TRANSIT": "有在途资金: payments are with the bank; record its results first.",
        "TERM_NOT_CLOSED": "学期未清算: a surplus exists only once the term is closed.",
        "SAME_PERSON_MAY_NOT_REVIEW": "同一人不得审核: no person does two steps of one route.",
        "DOUBLE_ENROLMENT": "重复注册: this person is enrolled elsewhere; the record is held.",
        "ENROLMENT_STOPPED": "已停止招生: the school may not take in students.",
        "STATUS_CHANGE_NOT_ALLOWED": "不允许的学籍异动: the status or the rules' limits forbid it.",
        "DOCUMENT_MISSING": "缺少材料: the route needs a document that was not given.",
        "HOLIDAYS_NOT_KNOWN": "节假日安排未知: the notice of that year's holidays has not been entered yet.",
        "PUBLICITY_TOO_SHORT": "公示期不足: published for too few working days.",
        "ROSTER_LOCKED": "名单已锁定: the roster is past the state in which this is possible.",
        "NOT_ON_ROSTER": "不在资助名单: not on the approved roster of the term.",
        "NOTHING_TO_PAY": "无可发放: nobody is due anything in this month.",
        "DIGEST_MISMATCH": "摘要不符: the run is not the one that was looked at.",
        "EVIDENCE_CHANGED": "依据已变更: what the decision rests on has changed; look again.",
        "INSUFFICIENT_FUNDS": "资金不足: less is available than would be paid.",
        "PERIOD_CLOSED": "学期已清算: the term is closed.",
        "AMOUNT_MISMATCH": "金额不符: the amount is not the one on record.",
        "ALREADY_DONE": "已办理: this has been done before, in full.",
    },
)
