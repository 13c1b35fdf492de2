"""For how long a roster is shown before it is submitted (公示, rules §6); data/publicity.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.policy.tables import table


@dataclass(frozen=True, eq=False)
class Publicity:
    """periods: (the day from which it holds, working days), the newest last."""

    periods: tuple[tuple[date, int], ...]

    @classmethod
    def load(cls) -> Publicity:
        return cls(tuple(sorted((row["from"], row["working_days"]) for row in table("publicity")["period"])))

    def needed(self, published: date) -> int:
        """Working days that a list published on a day has to be shown; before the first rule, as by that one."""
        begun = [days for since, days in self.periods if since <= published]
        return begun[-1] if begun else self.periods[0][1]
