"""The cells of one row by the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.language import Listed
from api.sheets.cell_text import plain
from api.sheets.form import Form
from api.sheets.sheet import wrong


@dataclass(frozen=True, slots=True)
class Cells:
    """texts: what is written, without blanks around it; a column that the sheet lacks is not there."""

    form: Form
    texts: Mapping[str, str]

    def text(self, field: str) -> str:
        """Empty for an empty cell and for a column that the sheet lacks."""
        return self.texts.get(field, "")

    def required(self, field: str) -> str:
        """Refuses an empty cell."""
        if not self.text(field):
            raise wrong("{column} is empty.", column=self.form.columns[field].name)
        return self.text(field)

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
