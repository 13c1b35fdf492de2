"""The clerk's desk: files go into one ledger, each once and after those that must go in before it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from api.importing.students.national_sheet import StudentRow, national_sheet, student_rows
from api.importing.students.take_in import take_in
from api.language import say
from api.sheets.files import read_file
from api.sheets.rejected import write_rejected
from api.sheets.table import Table, tables
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.student import enrolment_id
from domain.vocabulary import Role
from tests.api.importing.corpus.expected import FILES, Before, expected
from tests.api.importing.corpus.in_the_ledger import Facts, registered_since
from tests.support.people import POLICY, new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story

Place = tuple[str, int]  # the sheet and the number of a row


@dataclass
class Outcome:
    """What became of a file. refused: the sentence, of one that was refused as a whole. new: what it registered."""

    found: list[Table] = field(default_factory=list)
    rows: dict[Place, StudentRow] = field(default_factory=dict)
    left_out: list[Place] = field(default_factory=list)
    refused: str = ""
    new: list[Facts] = field(default_factory=list)

    @property
    def fates(self) -> dict[Place, str]:
        """Of every row that says something; a row with two fates would be counted twice."""
        fates = {place: (row.fate or "none").lower() for place, row in self.rows.items()}
        assert not set(fates) & set(self.left_out)
        return fates | dict.fromkeys(self.left_out, "left out")

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.fates.values())


class Desk:
    """story: of the ledger. done: what became of the files so far."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.done: dict[str, Outcome] = {}

    async def outcome(self, name: str) -> Outcome:
        """What became of a file, which goes in now unless it is in."""
        if name not in self.done:
            told = expected(name)
            if told.after:
                await self.outcome(told.after)
            for happened in told.before:
                await self.happens(happened)
            self.done[name] = await self.brought(FILES / name)
        return self.done[name]

    async def brought(self, path: Path) -> Outcome:
        """What becomes of a file, through all that the command does."""
        try:
            found = tables(read_file(path, national_sheet()), national_sheet())
        except Refusal as refusal:
            return Outcome(refused=say(refusal.template, "en", **refusal.details))
        taken, position = student_rows(found, POLICY), await self.story.ledger.position()
        by = Mandate("李", (Role.REGISTRAR,), (SCHOOL,))
        await take_in(self.story.ledger, by, SCHOOL, taken, lambda _: None)
        rows = {(one.sheet, one.row.number): one for one in taken}
        assert len(rows) == len(taken) == sum(len(table.rows) for table in found)
        left_out = [(table.sheet.title, aside.number) for table in found for aside in table.left_out]
        return Outcome(found, rows, left_out, new=await registered_since(self.story.ledger, position))

    def given_back(self, outcome: Outcome, path: Path) -> Path:
        """The file of rejected rows."""
        write_rejected(path, outcome.found, "en")
        return path

    async def happens(self, happened: Before) -> None:
        """Somebody is approved, or enrolled at another school, or somebody's status changes."""
        if happened.what == "elsewhere":
            line = new_student(0, id_number=happened.who, name=happened.name)
            await self.story.approved(await self.story.registered([line], OTHER_SCHOOL), OTHER_SCHOOL)
            return
        enrolment = enrolment_id(self.story.ledger.seals.person(happened.who), 1)
        await self.story.approved([enrolment])
        if happened.what != "approved":
            await self.story.change(enrolment, happened.what, happened.on)
