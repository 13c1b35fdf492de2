"""What was typed, without the differences that no reader sees."""

import unicodedata


def plain(text: str) -> str:
    """Half-width, upper case, and without blanks, quotes of spreadsheets and invisible characters.

    For numbers, dates and words of lists; never for a name, of which every character is kept.
    """
    seen = (char for char in unicodedata.normalize("NFKC", text) if char.isprintable() and not char.isspace())
    return "".join(seen).upper().removeprefix("=").strip("'\"`")
