"""The centre's share of grant and waiver in each province (rules §8); tiers in data/central_share.toml."""

from domain.policy.calendar import Term
from domain.policy.tables import table


def central_share(province: str, term: Term) -> int | None:
    """Percent that the centre pays; None before 2019 and for what is no province.

    The rest is split by each province's own table.
    """
    begun = [row for row in table("central_share")["tier"] if Term.parse(row["from"]) <= term]
    fitting = [row for row in begun if province in row["provinces"]]
    return max(fitting, key=lambda row: Term.parse(row["from"]))["percent"] if fitting else None
