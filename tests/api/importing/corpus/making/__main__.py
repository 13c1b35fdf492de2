"""Makes every file anew: python -m tests.api.importing.corpus.making"""

from tests.api.importing.corpus.making import (
    damaged_numbers,
    dialects,
    entry_months,
    formulas,
    layouts,
    libre_office,
    names,
    refused_files,
    sequences,
    several_sheets,
    surroundings,
    text_files,
    traps,
)

for maker in (
    entry_months,
    damaged_numbers,
    names,
    layouts,
    several_sheets,
    text_files,
    formulas,
    dialects,
    sequences,
    libre_office,
    refused_files,
    surroundings,
    traps,
):
    maker.make()
