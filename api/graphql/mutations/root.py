"""The root of all writing: every mutation, room by room. What callers read of it is the resolver's docstring."""

from collections.abc import Awaitable, Callable
from typing import cast

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from api.graphql.mutations.aid.approve_run import approve_run
from api.graphql.mutations.aid.assess_hardship import assess_hardship
from api.graphql.mutations.aid.draft_aid_roster import draft_aid_roster
from api.graphql.mutations.aid.draft_run import draft_run
from api.graphql.mutations.aid.publish_aid_roster import publish_aid_roster
from api.graphql.mutations.aid.record_bank_results import record_bank_results
from api.graphql.mutations.aid.record_recovery import record_recovery
from api.graphql.mutations.aid.review_aid_roster import review_aid_roster
from api.graphql.mutations.aid.submit_aid_roster import submit_aid_roster
from api.graphql.mutations.funds.close_term import close_term
from api.graphql.mutations.funds.record_allocation import record_allocation
from api.graphql.mutations.funds.refund import acknowledge_refund, remit_refund
from api.graphql.mutations.payload import Payload
from api.graphql.mutations.registry.approve_registrations import approve_registrations
from api.graphql.mutations.registry.open_school import open_school
from api.graphql.mutations.registry.register_students import register_students
from api.graphql.mutations.registry.request_status_change import request_status_change
from api.graphql.mutations.registry.review_status_change import review_status_change
from api.graphql.mutations.registry.stop_enrolment import stop_enrolment

Resolver = Callable[..., Awaitable[Payload]]

REGISTRY: list[Resolver] = [
    open_school,
    stop_enrolment,
    register_students,
    approve_registrations,
    request_status_change,
    review_status_change,
]
AID: list[Resolver] = [
    assess_hardship,
    draft_aid_roster,
    publish_aid_roster,
    submit_aid_roster,
    review_aid_roster,
    draft_run,
    approve_run,
    record_bank_results,
    record_recovery,
]
FUNDS: list[Resolver] = [record_allocation, close_term, remit_refund, acknowledge_refund]


def _field(resolver: Resolver) -> StrawberryField:
    description = " ".join((resolver.__doc__ or "").split())
    return cast(StrawberryField, strawberry.mutation(resolver=resolver, description=description))


Mutation = create_type(
    "Mutation",
    [_field(resolver) for resolver in (*REGISTRY, *AID, *FUNDS)],
    description=(
        "写入: every way to change the ledger. Each takes one input with an idempotency key; "
        "an expected refusal is an entry in the payload's errors."
    ),
)
