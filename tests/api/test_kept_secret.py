"""A secret that is damaged, lost or too short is told of in a sentence; nothing is made in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from pydantic import SecretStr

from api.kept_secret import SecretUnusable, kept_secret
from api.settings import Settings
from api.startup import migrated
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from tests.conftest import SECRET
from tests.support.command import aid_ledger, made_in
from tests.support.people import PROVINCE
from tests.support.story import Story

SECONDS = 10.0  # a statement
TOKEN = ("token", "--role", "AUDITOR", "--scope", "37", "--name", "周审")
OTHERS = (("verify",), ("rebuild", "all"), ("import", "students", "docs/queries/students.csv"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's account may enter."""
    with TemporaryDirectory(prefix="aid-ledger-", ignore_cleanup_errors=True) as made:
        yield Path(made) / "data"


@pytest.mark.parametrize("kept", ["", "abcde\n"])
async def test_a_kept_secret_that_is_cut_short_is_damage(kept: str, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(kept)
    english, chinese = [
        await aid_ledger(*TOKEN, "--data", str(tmp_path), LANG=language) for language in ("en", "zh")
    ]
    length = len(kept.strip())
    assert english == (
        1,
        "",
        f"aid-ledger: The secret in {path} is damaged: it has {length} characters instead of 64."
        " Restore the file from the backup; a new secret could not read the names in this ledger.\n",
    )
    assert (chinese.code, chinese.err) == (
        1,
        f"aid-ledger: {path} 中的密钥已损坏：应为64个字符，实有{length}个。请从备份恢复该文件；"
        "换用新密钥无法读出本台账中的姓名。\n",
    )
    assert path.read_text() == kept


def test_one_character_less_is_damage_too(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a" * 63)
    with pytest.raises(SecretUnusable, match="it has 63 characters instead of 64"):
        kept_secret(tmp_path)


def test_a_kept_secret_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(SecretUnusable, match="cannot be read"):
        kept_secret(tmp_path)
    (tmp_path / "secret").rmdir()
    (tmp_path / "secret").write_bytes(b"\xff" * 64)
    with pytest.raises(SecretUnusable, match="it is not text"):
        kept_secret(tmp_path)


async def test_a_kept_secret_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    ended = await aid_ledger(*TOKEN, "--data", str(tmp_path))
    assert ended.code == 0
    assert f"chmod 600 {tmp_path}/secret" in ended.err
    assert kept_secret(tmp_path) == secret


async def test_a_server_does_not_start_over_a_damaged_secret_and_goes_on_once_it_is_restored(
    folder: Path,
) -> None:
    assert (await aid_ledger("migrate", "--data", str(folder))).code == 0
    assert made_in(folder) == ["postgres", "postgres.lock", "postgres.users", "secret"]
    whole = kept_secret(folder)
    (folder / "secret").write_text(whole[:5])
    ended = await aid_ledger("serve", "--data", str(folder), "--port", "0")
    assert (ended.code, ended.out) == (1, "")
    assert "it has 5 characters instead of 64" in ended.err
    (folder / "secret").write_text(whole)
    assert (await aid_ledger("verify", "--data", str(folder))).out == "0 events: everything fits.\n"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_in_a_folder_without_a_ledger_no_token_is_made_and_nothing_else(
    language: str, tmp_path: Path
) -> None:
    ended = await aid_ledger(*TOKEN, "--data", str(tmp_path / "other"), LANG=language)
    assert (ended.code, ended.out) == (1, "")
    said = {"en": "No token: there is no ledger in", "zh": "无法生成令牌："}[language]
    assert ended.err.startswith(f"aid-ledger: {said}")
    assert f"{tmp_path}/other" in ended.err
    assert "--data" in ended.err
    assert made_in(tmp_path) == []
    given = await aid_ledger(*TOKEN, "--data", str(tmp_path / "other"), SECRET=SECRET)
    assert (given.code, made_in(tmp_path)) == (0, []), "with the server's secret no folder is needed"


@pytest.mark.parametrize("typed", OTHERS, ids=lambda typed: typed[0])
async def test_what_reads_a_ledger_begins_none(typed: tuple[str, ...], tmp_path: Path) -> None:
    school = ("--school", "3637015001") if typed[0] == "import" else ()
    ended = await aid_ledger(*typed, *school, "--data", str(tmp_path / "other"), LANG="zh")
    assert ended.code == 1
    assert f"{tmp_path}/other 中没有省级代码为 37 的台账。" in ended.err
    assert made_in(tmp_path) == []


async def test_nor_for_another_province_in_a_database_that_has_one(dsn: str) -> None:
    ended = await aid_ledger("verify", DATABASE_URL=dsn, SECRET=SECRET, CODE="44")
    assert ended.code == 1
    assert "There is no ledger of province 44 in the database." in ended.err
    owner = await asyncpg.connect(dsn)
    assert await owner.fetchval("SELECT to_regnamespace('ledger_44')") is None
    await owner.close()


async def test_a_lost_secret_is_not_replaced_by_a_new_one(dsn: str, tmp_path: Path) -> None:
    async with migrated(dsn, Settings(data=tmp_path), SECONDS) as ledger:
        story = Story(ledger)
        await story.school()
        await story.students(1)
    (tmp_path / "secret").unlink()
    with pytest.raises(SecretUnusable, match=r"The secret of this ledger is not in .*/secret\. Restore"):
        async with migrated(dsn, Settings(data=tmp_path), SECONDS):
            pass
    assert not (tmp_path / "secret").exists()


async def test_a_short_secret_begins_no_ledger_and_opens_what_was_written_under_it(
    dsn: str, tmp_path: Path
) -> None:
    """An older version let it begin one."""
    short = Settings(data=tmp_path, secret=SecretStr("abcde"))
    with pytest.raises(SecretUnusable, match="fewer than 32 characters, too few to be safe for a new ledger"):
        async with migrated(dsn, short, SECONDS):
            pass
    async with open_ledger(dsn, PROVINCE, "abcde", EVENTS) as ledger:
        await Story(ledger).school()
    async with migrated(dsn, short, SECONDS) as ledger:
        assert await ledger.position() == 1


async def test_a_token_signed_under_a_short_secret_comes_with_a_warning(tmp_path: Path) -> None:
    warned = await aid_ledger(*TOKEN, SECRET="abcde", DATA=str(tmp_path), LANG="zh")
    assert (warned.code, warned.out.count(".")) == (0, 2)
    assert warned.err == "AID_LEDGER_SECRET 不足32个字符，不够安全\n"
