"""What the bank makes of a payment: a few cards are dead, and some money comes back after days."""

from __future__ import annotations

from api.demonstration.chance import chance
from domain.vocabulary import BankOutcome, Scheme

FAILED, RETURNED = 0.010, 0.005
WHY = {
    BankOutcome.FAILED: "账号户名不符 (name and account differ)",
    BankOutcome.RETURNED: "账户已销户 (account closed)",
}


def fate(seed: int, scheme: str, month: str, pupil: int) -> BankOutcome:
    """Of a first attempt. The waiver goes to the school's own account, which works."""
    if scheme != Scheme.GRANT:
        return BankOutcome.SETTLED
    drawn = chance(seed, "bank", month, pupil).random()
    if drawn < FAILED:
        return BankOutcome.FAILED
    return BankOutcome.RETURNED if drawn < FAILED + RETURNED else BankOutcome.SETTLED
