"""The ledger as a second process and as its owner see it."""

from tests.domain.ledger.conftest import other as other
from tests.domain.ledger.conftest import owner as owner
