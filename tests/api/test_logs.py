import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api import logs

ID_NUMBER = "11010519491231002X"
CARD = "6222 0200 0000 0000 000"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logs.configure("json", stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_line_is_one_json_object_with_a_utc_time_and_its_context(written: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(incident="i-1")
    structlog.get_logger("api.http").info("request.served", milliseconds=3)
    line = json.loads(written.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request.served",
        "incident": "i-1",
        "level": "info",
        "logger": "api.http",
        "milliseconds": 3,
    }


def test_libraries_write_to_the_same_log(written: io.StringIO) -> None:
    logging.getLogger("asyncio").warning("%s took %s", "a task", "long")
    line = json.loads(written.getvalue())
    assert (line["event"], line["logger"]) == ("a task took long", "asyncio")


def test_nobody_can_be_recognised(written: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info(f"held {ID_NUMBER}", Name="李雷", card=CARD, seen=[{"name": "韩梅梅", ID_NUMBER: CARD}])
    log.warning("spaced", text=f"{CARD}，{ID_NUMBER.lower()}", number=int(ID_NUMBER[:17]))
    logging.getLogger("asyncpg").error("row %s", ID_NUMBER, extra={"authorization": "Bearer abc"})
    text = written.getvalue()
    for secret in (ID_NUMBER, ID_NUMBER.lower(), ID_NUMBER[:17], CARD, "李雷", "韩梅梅", "Bearer"):
        assert secret not in text


def test_a_traceback_is_masked_too(written: io.StringIO) -> None:
    try:
        raise ValueError(ID_NUMBER)
    except ValueError:
        structlog.get_logger().exception("failed")
    line = json.loads(written.getvalue())
    assert "Traceback" in line["exception"]
    assert ID_NUMBER not in line["exception"]


@pytest.mark.parametrize(
    "kept", ["2026-11-24T06:15:24.967511Z", "9f86d081884c7d659a2feaa0c55ad015", "37020000", 12]
)
def test_what_names_nobody_is_left_alone(kept: object) -> None:
    assert logs.mask(None, "", {"value": kept}) == {"value": kept}


def test_a_person_gets_plain_lines(written: io.StringIO) -> None:
    logs.configure("console", written)
    structlog.get_logger("x").info("hello", card=CARD)
    assert "hello" in written.getvalue()
    assert CARD not in written.getvalue()
