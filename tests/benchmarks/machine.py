"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil

from tests.benchmarks.place import empty_ledger


async def described() -> dict[str, str]:
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "System": platform.platform(aliased=True, terse=True),
        "Python": platform.python_version(),
        "PostgreSQL": f"{await _postgresql()}, embedded, durability as it comes (every commit is flushed)",
        "Load before": f"{os.getloadavg()[0]:.1f} processes waiting for a core",
    }


def _processor() -> str:
    """platform.processor() is empty on Linux."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")


async def _postgresql() -> str:
    async with empty_ledger() as place:
        return str(await place.ledger.pool.fetchval("SHOW server_version"))
