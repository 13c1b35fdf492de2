"""What the page says of backups, carried out to the letter: from the dump to an answer that is served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from api import embedded
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from tests.docs.pages import DOCS
from tests.support.backup import shell
from tests.support.command import Ended, address_of, running
from tests.support.people import PROVINCE, holder
from tests.support.server import SECRET, Client
from tests.support.story import SCHOOL, Story

pytestmark = pytest.mark.prove

AUDITOR, AUTHORITY = holder("AUDITOR"), holder("REGISTRY_AUTHORITY")
ASKED = """
query ($school: String!) {
  roster(schoolCode: $school, on: "2015-10-08", first: 5) { edges { node { id student { name idNumber } } } }
  trialBalance { balanced accounts { code debit credit } }
  ledger { position epoch { number position } }
}
"""


def written(heading: str, kind: str) -> list[str]:
    """The blocks of that kind under a heading of the page."""
    page = (DOCS / "operations.md").read_text("utf-8")
    part = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [block.partition("```")[0] for block in part.split(f"```{kind}\n")[1:]]


DUMP, NEW, IN_PLACE, RESTORE = written("Backup", "sh")
[MADE] = written("PostgreSQL of your own", "sql")
GRANT = "psql \"$AID_LEDGER_DATABASE_URL\" -c 'GRANT aid_ledger_37 TO aid_server'"


class Cluster:
    """A PostgreSQL of its own, as the page has it made. By whom it is entered: aid_owner or aid_server."""

    def __init__(self, place: str, folder: Path) -> None:
        self.place = place
        self.folder = folder

    def dsn(self, login: str, database: str = "aid") -> str:
        return f"postgresql://{login}@/{database}?{self.place}"

    async def run(self, script: str, login: str = "aid_owner", database: str = "aid") -> Ended:
        variables = {"AID_LEDGER_DATABASE_URL": self.dsn(login, database), "AID_LEDGER_SECRET": SECRET}
        ended = await shell(script, self.folder, **variables)
        assert ended.code == 0, ended
        return ended

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Client]:
        """By the login that may only serve."""
        environment = {"DATABASE_URL": self.dsn("aid_server"), "SECRET": SECRET, "PORT": "0"}
        async with running("serve", **environment) as process:
            place = await address_of(process)
            async with httpx.AsyncClient(base_url=place, timeout=30) as client:
                yield Client(client)


@pytest.fixture
async def clusters(tmp_path: Path) -> AsyncIterator[Callable[[str], Any]]:
    """Makes one after the other; the dump lies where all of them find it."""
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as home:
        made: list[Path] = []

        async def make(name: str) -> Cluster:
            made.append(Path(home) / name)
            place = await asyncio.to_thread(embedded.start, made[-1])
            cluster = Cluster(place, tmp_path)
            (tmp_path / "made.sql").write_text(MADE, "utf-8")
            await cluster.run(
                'psql -v ON_ERROR_STOP=1 "$AID_LEDGER_DATABASE_URL" -f made.sql', "postgres", "postgres"
            )
            return cluster

        yield make
        for folder in made:
            await asyncio.to_thread(embedded.stop, folder)


async def answer(client: Client, **headers: str) -> httpx.Response:
    return await client.post(AUDITOR, ASKED, {"school": SCHOOL}, **headers)


async def opened(client: Client, number: int) -> int:
    """Opens one more school; at which position."""
    place = {"code": f"3637{number:06}", "name": "新校", "divisionCode": "371525", "ownership": "PUBLIC"}
    return int((await client.done(AUTHORITY, "openSchool", **place))["position"])


async def told(cluster: Cluster) -> None:
    """A term's history."""
    await cluster.run(f"aid-ledger migrate; {GRANT}")
    async with open_ledger(cluster.dsn("aid_server"), PROVINCE, SECRET, EVENTS) as ledger:
        story = Story(ledger)
        await story.school()
        await story.students(3)
        await story.roster()
        await story.allocation()
        await story.bank(await story.run())


async def test_a_dump_is_served_again_in_a_new_database_and_in_its_own(
    clusters: Callable[[str], Any],
) -> None:
    here = await clusters("here")
    await told(here)
    async with here.served() as client:
        head = int((await client.data(AUDITOR, "{ ledger { position } }"))["ledger"]["position"])
        before = (await answer(client, ledger_position=str(head))).json()["data"]
        epoch = (await answer(client)).headers["ledger-epoch"]
        assert len(before["roster"]["edges"]) == 3
        await here.run(DUMP)
        later = [
            await opened(client, number) for number in (98, 99)
        ]  # what the tables know and the dump does not
        assert later == [head + 1, head + 2]

    there = await clusters("there")
    said = await there.run(NEW + RESTORE + GRANT)
    assert f"begins after position {head}." in said.err
    assert f"{head} events: everything fits." in said.out
    await _goes_on(there, before, epoch, head)

    said = await here.run(IN_PLACE + RESTORE)
    assert f"begins after position {head}." in said.err
    assert f"{head} events: everything fits." in said.out
    await _goes_on(here, before, epoch, head)


async def _goes_on(cluster: Cluster, before: Any, epoch: str, head: int) -> None:
    async with cluster.served() as client:
        answered = await answer(client)
        assert answered.json()["data"] == {
            **before,
            "ledger": {"position": str(head), "epoch": {"number": 2, "position": str(head)}},
        }
        of_before = await answer(client, ledger_epoch=epoch, ledger_position=str(head + 2))
        assert (of_before.status_code, of_before.json()["errors"][0]["extensions"]["code"]) == (
            412,
            "OTHER_EPOCH",
        )
        assert await opened(client, 97) == head + 1
        assert (await client.client.get("/readyz")).status_code == 200
