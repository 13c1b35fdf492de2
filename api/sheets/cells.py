"""The cells of one row by the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.language import Listed
from api.sheets.cell_fault import fault
from api.sheets.cell_text import clean, plain
from api.sheets.form import Form
from api.sheets.sheet import wrong


@dataclass(frozen=True, slots=True)
class Cells:
    """texts: what is written under each head of a field; a column that the sheet lacks is not there."""

    form: Form
    texts: Mapping[str, Sequence[str]]

    def text(self, field: str) -> str:
        """Empty for an empty cell and for a column that the sheet lacks.

        Without blanks around it. Refuses what nobody meant to write, such as
        #N/A or a date where none belongs, and two columns for one field that say different things.
        """
        column = self.form.columns[field]
        said = {plain(text): text for text in map(clean, reversed(self.texts.get(field, ()))) if text}
        if len(said) > 1:
            raise wrong(
                "Two columns for {column} say different things: {texts}.",
                column=column.name,
                texts=Listed(reversed(said.values())),
            )
        text = next(iter(said.values()), "")
        if (found := fault(text, column.name, takes_dates=column.dates)) is not None:
            raise found
        return text

    def required(self, field: str) -> str:
        """Refuses an empty cell."""
        if not (text := self.text(field)):
            raise wrong("{column} is empty.", column=self.form.columns[field].name)
        return text

    def word(self, field: str) -> str:
        """The value that a cell's word stands for; nothing for an empty cell. Refuses a word that is not known."""
        column, text = self.form.columns[field], self.text(field)
        known = self.form.meanings(column.words)
        if text and plain(text) not in known:
            raise wrong(
                "{column} cannot be {text}; write one of: {known}.",
                column=column.name,
                text=text,
                known=Listed(self.form.choices(column)),
            )
        return known.get(plain(text), "")
