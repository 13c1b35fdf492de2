"""The closed lists of words that the business uses and that have no rules of their own."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do (rules §10)."""

    REGISTRAR = "REGISTRAR"
    AID_OFFICER = "AID_OFFICER"
    PRINCIPAL = "PRINCIPAL"
    REGISTRY_AUTHORITY = "REGISTRY_AUTHORITY"
    AID_AUTHORITY = "AID_AUTHORITY"
    FINANCE = "FINANCE"
    AUDITOR = "AUDITOR"
    INSPECTOR = "INSPECTOR"
    DATA_STEWARD = "DATA_STEWARD"


class Scheme(StrEnum):
    """资助项目: the grant 国家助学金 goes to the student, the waiver 免学费补助 to the school."""

    GRANT = "GRANT"
    TUITION_WAIVER = "TUITION_WAIVER"


class FundSource(StrEnum):
    """Who the money comes from (资金来源)."""

    CENTRAL = "CENTRAL"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"


class Ownership(StrEnum):
    """Who runs a school (办学性质)."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class Track(StrEnum):
    """The kind of course a student is enrolled in (培养类型)."""

    ORDINARY = "ORDINARY"
    THREE_PLUS_TWO = "THREE_PLUS_TWO"
    FIVE_YEAR = "FIVE_YEAR"


class StudyMode(StrEnum):
    """Full or part time (学习形式)."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"


class Hukou(StrEnum):
    """Where a student's household is registered (户籍性质)."""

    RURAL = "RURAL"
    COUNTY_TOWN = "COUNTY_TOWN"
    URBAN = "URBAN"


class Sex(StrEnum):
    """A person's sex (性别); of whoever has an ID number, its 17th digit tells."""

    MALE = "MALE"
    FEMALE = "FEMALE"


class HardshipLevel(StrEnum):
    """How hard the family's situation is, as recognised for one school year (困难程度)."""

    NONE = "NONE"
    GENERAL = "GENERAL"
    HARD = "HARD"
    SPECIAL = "SPECIAL"


class ChangeState(StrEnum):
    """How far the review of a status change has come (异动审核状态)."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class Decision(StrEnum):
    """What a reviewer decides (审核意见)."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"


class RosterState(StrEnum):
    """How far an aid roster has come (资助名单状态)."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"


class RunState(StrEnum):
    """How far one month's run has come (发放批次状态)."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    CLOSED = "CLOSED"


class PaymentState(StrEnum):
    """What has become of a payment (发放状态)."""

    INSTRUCTED = "INSTRUCTED"
    SETTLED = "SETTLED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    RECOVERED = "RECOVERED"


class BankOutcome(StrEnum):
    """What the bank reports of a payment (银行回盘结果)."""

    SETTLED = "SETTLED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"


class ErrorCode(StrEnum):
    """Why something was refused (拒绝原因); clients branch on these, so none is ever renamed."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_ID_NUMBER = "INVALID_ID_NUMBER"
    CARD_CHECK_DIGIT = "CARD_CHECK_DIGIT"
    INVALID_SCHOOL_CODE = "INVALID_SCHOOL_CODE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    CONFLICT = "CONFLICT"
    SAME_PERSON_MAY_NOT_REVIEW = "SAME_PERSON_MAY_NOT_REVIEW"
    DOUBLE_ENROLMENT = "DOUBLE_ENROLMENT"
    ENROLMENT_STOPPED = "ENROLMENT_STOPPED"
    STATUS_CHANGE_NOT_ALLOWED = "STATUS_CHANGE_NOT_ALLOWED"
    DOCUMENT_MISSING = "DOCUMENT_MISSING"
    HOLIDAYS_NOT_KNOWN = "HOLIDAYS_NOT_KNOWN"
    PUBLICITY_TOO_SHORT = "PUBLICITY_TOO_SHORT"
    ROSTER_LOCKED = "ROSTER_LOCKED"
    NOT_ON_ROSTER = "NOT_ON_ROSTER"
    NOTHING_TO_PAY = "NOTHING_TO_PAY"
    DIGEST_MISMATCH = "DIGEST_MISMATCH"
    EVIDENCE_CHANGED = "EVIDENCE_CHANGED"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    PERIOD_CLOSED = "PERIOD_CLOSED"
    AMOUNT_MISMATCH = "AMOUNT_MISMATCH"
    ALREADY_DONE = "ALREADY_DONE"
    ALREADY_REQUESTED = "ALREADY_REQUESTED"
    WRONG_STATE = "WRONG_STATE"
    ENROLMENT_CANCELLED = "ENROLMENT_CANCELLED"
    ENROLMENT_HELD = "ENROLMENT_HELD"
    NOT_ENROLLED_THEN = "NOT_ENROLLED_THEN"
    PERSON_ERASED = "PERSON_ERASED"
    PERSON_UNREADABLE = "PERSON_UNREADABLE"
    STILL_DUE = "STILL_DUE"
    IN_TRANSIT = "IN_TRANSIT"
    TERM_NOT_CLOSED = "TERM_NOT_CLOSED"
