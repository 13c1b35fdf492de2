"""The list of status changes is found by its indexes, by the school left and by the school entered."""

from __future__ import annotations

import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.registry.projection import Registry
from projections.registry.queries import list_changes
from tests.projections.explaining import Explaining
from tests.projections.folding import fold

SCHOOLS, ROWS = 40, 40_000


@pytest.mark.parametrize(
    ("visible", "school"), [({"school 3"}, None), (None, "school 3"), ({"school 3", "school 4"}, "school 5")]
)
async def test_it_is_found_by_the_schools_left_and_entered(
    ledger: Ledger, visible: set[str] | None, school: str | None
) -> None:
    await fold(ledger, Registry())
    await ledger.pool.execute(
        "INSERT INTO status_change SELECT n::text, gen_random_uuid(), n::text, 'school ' || n % $1,"
        " CASE WHEN n % 20 = 0 THEN 'school ' || (n + 1) % $1 END, 'TRANSFER', 'APPROVED', '2016-03-01', '\"其他\"',"
        " '[]', n, '2016-03-01', n, 9223372036854775807 FROM generate_series(1, $2::integer) AS n",
        SCHOOLS,
        ROWS,
    )
    await ledger.pool.execute("ANALYZE status_change")
    asked = Explaining(ledger.pool)
    await list_changes(asked, visible, ROWS, school, None, None, None, None, 50)
    assert "Seq Scan" not in asked.plan, asked.plan
    assert "status_change_by_school " in asked.plan
    assert "status_change_by_school_entered" in asked.plan
