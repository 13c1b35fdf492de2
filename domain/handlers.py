"""Which function decides which command: the whole list of what can be done to a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from domain.aid.approve_run import ApproveRun, approve_run
from domain.aid.assess_hardship import AssessHardship, assess_hardship
from domain.aid.draft_roster import DraftAidRoster, draft_aid_roster
from domain.aid.draft_run import DraftRun, draft_run
from domain.aid.record_bank_results import RecordBankResults, record_bank_results
from domain.aid.record_recovery import RecordRecovery, record_recovery
from domain.aid.roster_steps import (
    PublishAidRoster,
    ReviewAidRoster,
    SubmitAidRoster,
    publish_aid_roster,
    review_aid_roster,
    submit_aid_roster,
)
from domain.command import Answer, Command
from domain.funds.close_term import CloseTerm, close_term
from domain.funds.record_allocation import RecordAllocation, record_allocation
from domain.funds.refund import AcknowledgeRefund, RemitRefund, acknowledge_refund, remit_refund
from domain.ladder import ladder_of
from domain.ledger.log import Log
from domain.ledger.perform import Decide, Done, carry_out
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.registry.approve_registrations import ApproveRegistrations, approve_registrations
from domain.registry.open_school import OpenSchool, open_school
from domain.registry.register_students import RegisterStudents, register_students
from domain.registry.repeated import require_scope_again
from domain.registry.request_status_change import RequestStatusChange, request_status_change
from domain.registry.review_status_change import ReviewStatusChange, review_status_change
from domain.registry.stop_enrolment import StopEnrolment, stop_enrolment

A = TypeVar("A", bound=Answer)

HANDLERS: Mapping[type[Command[Any]], Decide[Any, Any]] = MappingProxyType(
    {
        OpenSchool: open_school,
        StopEnrolment: stop_enrolment,
        RegisterStudents: register_students,
        ApproveRegistrations: approve_registrations,
        RequestStatusChange: request_status_change,
        ReviewStatusChange: review_status_change,
        AssessHardship: assess_hardship,
        DraftAidRoster: draft_aid_roster,
        PublishAidRoster: publish_aid_roster,
        SubmitAidRoster: submit_aid_roster,
        ReviewAidRoster: review_aid_roster,
        DraftRun: draft_run,
        ApproveRun: approve_run,
        RecordBankResults: record_bank_results,
        RecordRecovery: record_recovery,
        RecordAllocation: record_allocation,
        CloseTerm: close_term,
        RemitRefund: remit_refund,
        AcknowledgeRefund: acknowledge_refund,
    }
)


async def perform(log: Log, by: Mandate, command: Command[A], beside: bytes = b"") -> Done[A]:
    """Carries a command out as somebody (see ``carry_out``). Raises Refusal; nothing is recorded then.

    An answer is given again to whom the role and the scope still allow the command, for people move.
    """
    done = await carry_out(log, by, partial(_climb, HANDLERS[type(command)]), command, beside)
    if done.repeated and done.position is not None:
        require_role(by, type(command))
        await require_scope_again(log, by, done.position)
    return done


def require_role(by: Mandate, form: type[Command[Any]]) -> None:
    """The first rung of every ladder: refuses FORBIDDEN to whom no role allows such a command."""
    by.require_role(*ladder_of(HANDLERS[form]).by)


async def _climb(decide: Decide[Any, A], session: Session, command: Command[A]) -> A:
    require_role(session.by, type(command))
    return await decide(session, command)
