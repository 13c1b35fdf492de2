"""uv is told what somebody has told pip, as setup.sh tells it."""

from __future__ import annotations

import os

import pytest

TOLD = {"SSL_CERT_FILE": "PIP_CERT", "UV_DEFAULT_INDEX": "PIP_INDEX_URL"}


@pytest.fixture(autouse=True)
def as_pip_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, pips in TOLD.items():
        if pips in os.environ and name not in os.environ:
            monkeypatch.setenv(name, os.environ[pips])
