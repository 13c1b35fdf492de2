"""The benchmarks run; what they measure is another matter (``make bench``)."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from api.settings import Settings
from domain.ledger.postgres.ledger import Ledger
from tests.benchmarks import kept, report
from tests.benchmarks.kept import Kept, Results
from tests.benchmarks.line import Figure, Line, Measured, NotMeasured
from tests.benchmarks.lines import LINES, chosen
from tests.benchmarks.place import Place
from tests.conftest import SECRET


@pytest.mark.prove
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
async def test_a_line_can_be_measured(line: Line, dsn: str, ledger: Ledger) -> None:
    place = Place(Settings(database_url=dsn, secret=SecretStr(SECRET)), dsn, ledger)
    await line.written(place, True)
    try:
        measured = await line.measure(place, True)
    except NotMeasured as reason:
        pytest.skip(str(reason))
    assert all(figure.best > 0 for figure in measured.figures.values())


def test_no_two_lines_have_one_name_and_those_of_one_ledger_stand_together() -> None:
    assert len({line.name for line in LINES}) == len(LINES)
    written = [line.written for line in LINES]
    runs = [each for place, each in enumerate(written) if place == 0 or written[place - 1] is not each]
    shared = [each for each in runs if each.__name__ != "nothing"]
    assert len(set(shared)) == len(shared)


def test_lines_are_chosen_by_name_or_number_in_the_order_of_the_table() -> None:
    assert chosen([]) == list(LINES)
    assert chosen([LINES[2].name, "1"]) == [LINES[0], LINES[2]]
    with pytest.raises(LookupError, match="no line is called 0"):
        chosen(["0"])


def test_what_is_kept_is_found_again_until_it_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FILE", tmp_path / "build" / "benchmarks.json")
    first = Kept("2026-11-27", 0.5, 3, Measured({"CPU": Figure(0.7, 0.6), "": Figure(2)}, "5 events/s"))
    for name, result in (("first", first), ("second", Kept("2026-11-28", 0.1, 4, why="no node"))):
        with kept.changed() as results:
            results.lines[name] = result
    assert kept.read().lines["first"] == first
    kept.forget(["first"])
    assert kept.read().lines.keys() == {"second"}


def test_the_page_says_what_was_missed_by_how_much_and_what_was_not_measured() -> None:
    results = {line.name: Kept("2026-11-27", 0.5, 3, why="no node") for line in LINES}
    line = LINES[0]
    results[line.name] = Kept(
        "2026-11-27", 0.5, 3, Measured({"": Figure(line.bound / 2, line.bound / 3)}, "5 events/s")
    )
    page = report.page(LINES, Results(results, {"Memory": "24 GiB"}))
    assert (
        f"| {line.figure(line.bound / 2)} | {line.figure(line.bound / 3)} | {line.promise()} | **no** |"
        in page
    )
    assert "5 events/s" in page
    assert "by 50%" in page
    assert page.count("not measured: no node") == len(LINES) - 1
