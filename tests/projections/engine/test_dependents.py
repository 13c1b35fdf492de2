"""Whatever somebody made on the tables that are read is named before a rebuild begins, and stays as it is."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from domain.ledger.hindrance import Hindered
from projections.engine.digest import digest_at
from projections.engine.follower import Follower
from projections.engine.rebuild import rebuild
from projections.registry.projection import Registry
from tests.projections.engine.test_rebuild import a_term, places_of, silent
from tests.projections.engine.test_rebuild import follower as follower
from tests.support.people import PROVINCE
from tests.support.story import Story

READ = f"read_{PROVINCE}"
UPON = {
    "view public.schools": f"CREATE VIEW schools AS SELECT code FROM {READ}.school",
    "materialized view public.schools": f"CREATE MATERIALIZED VIEW schools AS SELECT code FROM {READ}.school",
    "rule mirrored on public.notes": (
        "CREATE TABLE notes (code text);"
        f"CREATE RULE mirrored AS ON INSERT TO notes DO ALSO SELECT name FROM {READ}.school"
    ),
    "table constraint of_a_school on public.notes": (
        f"ALTER TABLE {READ}.school ADD UNIQUE (code, known_from);"
        "CREATE TABLE notes (code text, since bigint, CONSTRAINT of_a_school FOREIGN KEY (code, since)"
        f" REFERENCES {READ}.school (code, known_from))"
    ),
    "function public.schools()": (
        f"CREATE FUNCTION schools() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM {READ}.school; END"
    ),
    f"function public.code_of({READ}.school)": (
        f"CREATE FUNCTION code_of({READ}.school) RETURNS text LANGUAGE sql AS 'SELECT $1.code'"
    ),
    "policy seen on public.notes": (
        "CREATE TABLE notes (code text);"
        f"CREATE POLICY seen ON notes USING (code IN (SELECT code FROM {READ}.school))"
    ),
    "table column public.notes.of": f"CREATE TABLE notes (id integer, of {READ}.school)",
}


@pytest.mark.parametrize(("name", "made"), UPON.items(), ids=[name.split(" public")[0] for name in UPON])
async def test_what_was_made_on_them_is_named_before_the_fill_begins(
    dsn: str, story: Story, follower: Follower, owner: asyncpg.Connection, name: str, made: str
) -> None:
    await a_term(story)
    await follower.catch_up()
    await owner.execute(f"SET search_path = public; {made}")
    before, filled = await places_of(story.ledger), []
    with pytest.raises(Hindered) as hindered:
        await rebuild(dsn, story.ledger, Registry(), lambda *done: filled.append(done))
    assert hindered.value.details == {"name": "registry", "objects": name}
    assert filled == []
    assert await places_of(story.ledger) == before


async def test_one_that_is_made_meanwhile_is_named_at_the_switch_and_all_is_as_it_was(
    dsn: str, story: Story, follower: Follower, owner: asyncpg.Connection
) -> None:
    await a_term(story)
    await follower.catch_up()
    before = await places_of(story.ledger), await digest_at(story.ledger.pool, Registry())
    making: list[asyncio.Task[str]] = []

    def filled(*_: int) -> None:
        if not making:
            view = f"CREATE VIEW public.schools AS SELECT code FROM {READ}.school"
            making.append(asyncio.create_task(owner.execute(view)))

    with pytest.raises(Hindered, match=r"registry stand: view public\.schools\. .* drop them"):
        await rebuild(dsn, story.ledger, Registry(), filled)
    assert (await places_of(story.ledger), await digest_at(story.ledger.pool, Registry())) == before
    assert await owner.fetchval("SELECT count(*) FROM public.schools") == 1
    await owner.execute("DROP VIEW public.schools")
    await rebuild(dsn, story.ledger, Registry(), silent)
    assert (await places_of(story.ledger))["school"] != before[0]["school"]
