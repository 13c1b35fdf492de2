"""The names in the database that belong to one ledger. Nobody else puts such a name together."""

from __future__ import annotations


class Schemas:
    """code: of the province. ledger: the log's schema; read: the live read tables'; shadow: those being rebuilt.

    role: of the application, which may read and append. login: of a member of it that is nothing else, where the
    database is the house's own. channel: on which appends are announced. sessions, following: how its sessions are
    named, and those of the followers.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.ledger = f"ledger_{code}"
        self.read = f"read_{code}"
        self.shadow = f"read_{code}_beside"  # as the migrations of version 0.1 named it
        self.role = f"aid_ledger_{code}"
        self.login = f"{self.role}_login"
        self.sessions = f"aid-ledger {code}"
        self.following = f"{self.sessions} following"
        self.channel = f"ledger_{code}"
