"""The architecture's own rules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from domain.catalogue import EVENTS
from domain.command import COMMANDS, Command, command
from domain.event import Event, LedgerAggregate, event
from domain.handlers import HANDLERS
from domain.ladder import ladder_of
from domain.ledger.session import Session
from domain.vocabulary import ErrorCode
from tests.house.source import ROOMS, ROOT, Text, files, name, texts

LONGEST = 300  # lines a file

# A statement, not a word of prose that happens to be in capitals.
SQL = re.compile(
    r"\b(SELECT\s.*\bFROM|SELECT\s+\w+\(|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE\s+\w|LOCK\s+TABLE"
    r"|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|SCHEMA|DATABASE|ROLE|FUNCTION|VIEW)|ON\s+CONFLICT|FROM\s+unnest)\b",
    re.DOTALL,
)
SCHEMA = re.compile(r"\b(?:ledger|read)_\d{2}(?:_beside)?\b|\b(?:ledger|read|beside)\.[a-z_]+\b")

ON_POSTGRESQL = "domain/ledger/postgres/"
MAKES_THE_DATABASE = "api/database.py"  # before there is one, there is no ledger to ask


def found(room: str, pattern: re.Pattern[str]) -> list[Text]:
    return [text for text in texts(room) if pattern.search(text.text)]


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_is_longer_than_a_few_screens(room: str) -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in files(room)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_the_outside_speaks_no_sql() -> None:
    assert [text for text in found("api", SQL) if text.file != MAKES_THE_DATABASE] == []


def test_in_the_domain_only_the_log_on_postgresql_speaks_sql() -> None:
    assert [text for text in found("domain", SQL) if not text.file.startswith(ON_POSTGRESQL)] == []
    assert {name(path.parent) for path in files("domain", "*.sql")} == {f"{ON_POSTGRESQL}migrations"}


def test_that_search_finds_sql_where_it_is() -> None:
    assert len(found("domain", SQL)) > 10
    assert len(found("projections", SQL)) > 10


@pytest.mark.parametrize("room", ["domain", "projections"])
def test_sql_names_no_schema(room: str) -> None:
    assert [text for text in found(room, SQL) if SCHEMA.search(text.text)] == []
    assert [name(path) for path in files(room, "*.sql") if SCHEMA.search(_without_comments(path))] == []


def _without_comments(path: Path) -> str:
    return re.sub(r"--.*", "", path.read_text("utf-8"))


def test_only_what_makes_the_schemas_knows_their_names() -> None:
    """``Schemas`` derives them from the ledger's code; nobody else puts one together."""
    built = re.compile(r"^(?:ledger|read)_$")
    assert {text.file for room in ROOMS for text in found(room, built)} == {f"{ON_POSTGRESQL}schemas.py"}


@pytest.mark.parametrize("room", ["domain", "projections"])
def test_no_extension_is_needed(room: str) -> None:
    assert found(room, re.compile(r"CREATE\s+EXTENSION", re.IGNORECASE)) == []


def test_the_domain_knows_nothing_of_http_or_graphql() -> None:
    outside = {"starlette", "strawberry", "uvicorn", "httpx", "graphql", "typer", "rich", "jwt"}
    for room in ("domain", "projections"):
        assert {(name(path), top) for path in files(room) for top in _imported(path) & outside} == set()


def test_in_the_domain_only_the_log_on_postgresql_knows_the_database_driver() -> None:
    knowing = {name(path) for path in files("domain") if "asyncpg" in _imported(path)}
    assert {path for path in knowing if not path.startswith(ON_POSTGRESQL)} == set()


WITHOUT_DRIVER = """
import importlib, sys
sys.modules["asyncpg"] = None
for module in sys.argv[1:]:
    importlib.import_module(module)
from tests.domain.ledger.golden import told
from tests.support.memory import memory_log
print(len({row.topic for row in told(memory_log())}))
"""


def test_the_domain_is_imported_and_its_whole_business_done_without_the_database_driver() -> None:
    paths = [path for path in files("domain") if not name(path).startswith(ON_POSTGRESQL)]
    modules = [name(path.with_suffix("")).replace("/", ".").removesuffix(".__init__") for path in paths]
    python = [sys.executable, "-c", WITHOUT_DRIVER, *modules]
    outcome = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (outcome.stdout, outcome.stderr) == (f"{len(EVENTS)}\n", "")


def test_no_declaration_of_an_event_is_left_to_guessing() -> None:
    """An event that names no stream, person and schools, or a field that it does not have, fails at its import."""
    with pytest.raises(TypeError, match="missing 3 required keyword-only arguments"):
        event("registry.Nothing.v1")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="declares fields that it does not have: student"):
        event("registry.Nothing.v1", stream="registry.School", person="student", schools=("school",))(Event)


@pytest.mark.parametrize(
    "hidden", ["actor", "position", "timestamp", "originator_version", "mutate", "apply"]
)
def test_no_event_hides_what_every_event_has(hidden: str) -> None:
    hiding: Any = type("Hiding", (Event,), {"__annotations__": {hidden: "str"}})
    with pytest.raises(TypeError, match=f"hides what every event has: {hidden}"):
        event("registry.Hiding.v1", stream="registry.School", person=None, schools=())(hiding)


def test_every_command_has_its_handler_and_every_handler_its_ladder() -> None:
    assert set(HANDLERS) == set(COMMANDS.values())
    for decide in HANDLERS.values():
        assert ladder_of(decide).rungs[0].code is ErrorCode.FORBIDDEN


def test_a_handler_takes_its_command_and_gives_its_answer() -> None:
    for form, decide in HANDLERS.items():
        hints = get_type_hints(decide)
        assert [*hints.values()] == [Session, form, form.ANSWER], decide


def test_every_event_that_is_declared_is_in_the_catalogue() -> None:
    declared = re.compile(r'^@event\(\s*"([^"]+)"', re.MULTILINE)
    names = {name for path in files("domain") for name in declared.findall(path.read_text("utf-8"))}
    assert names == set(EVENTS)


def test_no_two_commands_share_a_stored_name_and_each_has_an_answer() -> None:
    class Nothing(Command[Any], frozen=True, kw_only=True):
        pass

    with pytest.raises(TypeError, match="takes the stored name of OpenSchool"):
        command("OpenSchool")(Nothing)
    bare: Any = type("Bare", (Command,), {})
    with pytest.raises(TypeError, match="names no answer"):
        command("Bare")(bare)


def test_every_event_stands_in_the_stream_of_an_aggregate() -> None:
    aggregates = [LedgerAggregate]
    for aggregate in aggregates:
        aggregates += aggregate.__subclasses__()
    streams = {vars(aggregate).get("STREAM") for aggregate in aggregates} - {None}
    assert {kind.KIND.stream for kind in EVENTS.values()} == streams


def _imported(path: Path) -> set[str]:
    """Top-level packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_rules_do_not_run_when_history_is_loaded() -> None:
    """What applies an event refuses nothing and reads no policy."""
    for path in files("domain", "events.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "apply":
                raised = [inner for inner in ast.walk(node) if isinstance(inner, ast.Raise | ast.Assert)]
                assert raised == [], f"{name(path)}:{node.lineno}"
        assert not any(
            "domain.policy" in line for line in path.read_text("utf-8").splitlines() if "import" in line
        )
