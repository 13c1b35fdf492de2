"""The ledger as a second process and as its owner see it."""

from tests.ledger.conftest import other as other
from tests.ledger.conftest import owner as owner
