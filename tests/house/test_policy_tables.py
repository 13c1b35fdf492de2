"""Every figure and every route is data with a day from which it holds, and says where it comes from."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from domain.policy.calendar import Term
from tests.house.source import ROOT

FOLDER = ROOT / "domain" / "policy" / "data"
DATED = {
    "rates": "rate",
    "routes": "route",
    "central_share": "tier",
    "coverage": "covers_everyone",
    "publicity": "period",
    "divisions": "change",
}


def entries() -> list[Any]:
    tables = {
        name: tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))[key] for name, key in DATED.items()
    }
    return [
        pytest.param(row, id=f"{name}-{n}") for name, rows in tables.items() for n, row in enumerate(rows)
    ]


@pytest.mark.parametrize("row", entries())
def test_every_entry_names_its_source(row: dict[str, Any]) -> None:
    assert len(row["source"].strip()) >= 10


@pytest.mark.parametrize("row", entries())
def test_every_entry_holds_from_a_day_or_a_term(row: dict[str, Any]) -> None:
    since = row["from"]
    assert isinstance(since, date) or Term.parse(since)


def test_every_table_has_entries_or_names_its_source_at_its_head() -> None:
    for path in sorted(FOLDER.glob("*.*")):
        if path.stem not in DATED:
            head = "".join(line for line in path.read_text("utf-8").splitlines() if line.startswith("#"))
            assert "ource" in head or "〔" in head, path.name


def test_the_rates_of_a_scheme_stand_in_the_order_of_their_terms() -> None:
    rows = tomllib.loads((FOLDER / "rates.toml").read_text("utf-8"))["rate"]
    for scheme in {row["scheme"] for row in rows}:
        terms = [Term.parse(row["from"]) for row in rows if row["scheme"] == scheme and "province" not in row]
        assert all(earlier < later for earlier, later in pairwise(terms))


def test_no_province_has_two_shares() -> None:
    rows = tomllib.loads((FOLDER / "central_share.toml").read_text("utf-8"))["tier"]
    named = [(row["from"], province) for row in rows for province in row["provinces"]]
    assert len(named) == len(set(named)) == 31
