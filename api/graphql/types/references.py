"""Types that refer to each other in circles, by name."""

from typing import TYPE_CHECKING, Annotated

from strawberry import lazy

if TYPE_CHECKING:
    from api.graphql.types.aid_roster import AidRoster
    from api.graphql.types.enrolment import Enrolment
    from api.graphql.types.ledger_event import LedgerEvent
    from api.graphql.types.payment import Payment
    from api.graphql.types.run import Run
    from api.graphql.types.school import School
    from api.graphql.types.student import Student

AidRosterRef = Annotated["AidRoster", lazy("api.graphql.types.aid_roster")]
EnrolmentRef = Annotated["Enrolment", lazy("api.graphql.types.enrolment")]
LedgerEventRef = Annotated["LedgerEvent", lazy("api.graphql.types.ledger_event")]
PaymentRef = Annotated["Payment", lazy("api.graphql.types.payment")]
RunRef = Annotated["Run", lazy("api.graphql.types.run")]
SchoolRef = Annotated["School", lazy("api.graphql.types.school")]
StudentRef = Annotated["Student", lazy("api.graphql.types.student")]
