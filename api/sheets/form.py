"""A form as data: the columns of a sheet, the heads they stand under and the words they take.

Whoever asks for sheets keeps a TOML file beside the code that reads them:

- ``title``: the title of the sheet in an empty template;
- ``[[column]]``: the fields of ``Column``, in the order of the template;
- ``[words.NAME]``: for each value of an enumeration, what people may write for it, the usual word first;
- ``[rejected]``: the heads of ``row``, ``reason`` and ``excess``, which a file of rejected rows has beside its own
  columns;
- ``[aside]``: by what rows are told that are no entries, the fields of ``AsideWords``; may be left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources.abc import Traversable

import msgspec

from api.sheets.cell_text import plain

ROW, REASON, EXCESS = "row", "reason", "excess"
REMARK = re.compile(r"[(\[{<【〔〖《「].*?[)\]}>】〕〗》」]")
UNCLOSED = re.compile(r"[(\[{<【〔〖《「].*")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column. field: the code's name of it. name: its head; also: other heads seen in use.

    help: what to write, in English for the catalogue. words: the enumeration that it takes; choices: what a
    drop-down list offers for a column without one. template: whether an empty sheet shows it. dates: whether it takes
    dates; every other one refuses what a spreadsheet made a date of. own: whether it says what one entry alone has, so
    that no cell merged over several rows fills it. inputs: the fields of the command that its cells become.
    """

    field: str
    name: str
    also: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    words: str = ""
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    template: bool = True
    dates: bool = False
    own: bool = False
    inputs: tuple[str, ...] = ()


class RejectedHeads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The heads above the number of a rejected row, above why it was rejected, and above cells too many."""

    row: str
    reason: str
    excess: str


class AsideWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """words: a row that begins with one, and has less than half of what is required, is no entry.

    alone: patterns; a row that says (plain) no more than one is none. examples: a row whose first cell is one is none
    either. never: a pattern; a row with a cell (plain) of it is always an entry.
    """

    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    never: str = r"(?!)"


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """own: its columns, without the two of rejected rows. words: what may be written, by enumeration and value."""

    title: str
    rejected: RejectedHeads
    own: tuple[Column, ...] = msgspec.field(name="column")
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    aside: AsideWords = AsideWords()

    @classmethod
    def load(cls, file: Traversable) -> Form:
        """Raises msgspec.ValidationError for a file that is no form."""
        return msgspec.toml.decode(file.read_bytes(), type=cls)

    def __post_init__(self) -> None:
        heads = [bare(head) for column in self._all for head in (column.name, *column.also)]
        fields = [column.field for column in self._all]
        if twice := [
            name for names in (heads, fields) for name, times in Counter(names).items() if times > 1
        ]:
            raise ValueError(f"stands for more than one column: {', '.join(twice)}")
        if unknown := {column.words for column in self.own} - {"", *self.words}:
            raise ValueError(f"words that are not listed: {', '.join(sorted(unknown))}")

    @property
    def template(self) -> Sequence[Column]:
        """The columns of an empty sheet."""
        return [column for column in self.own if column.template]

    @property
    def required(self) -> Sequence[Column]:
        return [column for column in self.own if column.required]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every column by its field, with those of rejected rows."""
        return {column.field: column for column in self._all}

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The field of every head in use, by the head's bare form."""
        return {bare(head): column.field for column in self._all for head in (column.name, *column.also)}

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The head of the column that each field of the command comes from."""
        return {name: column.name for column in self.own for name in column.inputs}

    def meanings(self, enumeration: str) -> Mapping[str, str]:
        """The value that each word of an enumeration stands for, by its plain form."""
        return self._meanings[enumeration]

    def choices(self, column: Column) -> Sequence[str]:
        """What a drop-down list offers; empty for a column that takes anything."""
        if column.words:
            return [known[0] for known in self.words[column.words].values()]
        return column.choices

    @cached_property
    def _meanings(self) -> Mapping[str, Mapping[str, str]]:
        return {
            enumeration: {plain(word): value for value, known in listed.items() for word in known}
            for enumeration, listed in self.words.items()
        }

    @property
    def _all(self) -> Sequence[Column]:
        given = msgspec.structs.asdict(self.rejected)
        return [*self.own, *(Column(field, given[field], template=False) for field in (ROW, REASON, EXCESS))]


def bare(head: str) -> str:
    """A head without the star of what must be filled in, remarks in brackets and a colon."""
    return UNCLOSED.sub("", REMARK.sub("", plain(head))).strip("*★☆※").rstrip("*:")
