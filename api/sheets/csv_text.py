"""The text of a CSV file, in the encodings that clerks' programs write."""

import codecs

from api.sheets.sheet import wrong

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(content: bytes) -> str:
    """Without the marks of byte order, which files put together have in the middle too.

    Refuses what is no text, and text in another encoding as far as it can be told.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding).replace("\ufeff", "")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise wrong("This file is neither a workbook nor text in UTF-8 or GB18030.")


def _encodings(content: bytes) -> list[str]:
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return [encoding]
    if b"\n\0" in content or b"\0\n" in content:
        # Of the two bytes of a digit, a comma or an end of line the higher one is zero.
        even, odd = (content[start::2].count(0) for start in (0, 1))
        return ["utf-16-be" if even > odd else "utf-16-le"]
    return ["utf-8", "gb18030"]
