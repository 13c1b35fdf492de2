"""Types that refer to each other in circles, by name."""

from typing import TYPE_CHECKING, Annotated

from strawberry import lazy

if TYPE_CHECKING:
    from api.graphql.types.enrolment import Enrolment
    from api.graphql.types.ledger_event import LedgerEvent
    from api.graphql.types.run import Run
    from api.graphql.types.school import School
    from api.graphql.types.student import Student

EnrolmentRef = Annotated["Enrolment", lazy("api.graphql.types.enrolment")]
LedgerEventRef = Annotated["LedgerEvent", lazy("api.graphql.types.ledger_event")]
RunRef = Annotated["Run", lazy("api.graphql.types.run")]
SchoolRef = Annotated["School", lazy("api.graphql.types.school")]
StudentRef = Annotated["Student", lazy("api.graphql.types.student")]
