"""Tables that change under a version that stays would break every ledger made before."""

from __future__ import annotations

import hashlib

from projections.all import all_projections

# Whoever changes a tables.sql raises the projection's version and writes both here.
TABLES = {
    "aid": (1, "df71bcea17d3f1f3"),
    "funds": (1, "6499478c02986fbb"),
    "histories": (1, "6b9522824c5630cc"),
    "registry": (1, "721759315572a768"),
}


def test_a_projection_whose_tables_changed_has_a_version_of_its_own() -> None:
    found = {
        each.name: (each.version, hashlib.sha256(each.sql("tables").encode()).hexdigest()[:16])
        for each in all_projections("37")
    }
    assert found == TABLES
