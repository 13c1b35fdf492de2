"""修读专业: a code, a name or both, looked up in the catalogues."""

import re

from api.sheets.cell_text import plain
from api.sheets.sheet import wrong
from domain.policy.majors import Majors

CODE = re.compile(r"[(（\[【]\s*(?<!\d)(\d{5,6})(?!\d)\s*[)）\]】]|(?<!\d)(\d{5,6})(?!\d)")


def study_major(text: str, code_text: str, intake: int, majors: Majors) -> tuple[str, str]:
    """Code and name. Refuses a major that the catalogues lack unless both are given, and two that disagree."""
    code, name = _parted(text)
    other = _code(code_text) if code_text else ""
    if code and other and code != other:
        raise wrong("The major is {one} in one column and {other} in another.", one=code, other=other)
    code = code or other
    return (code, _name_of(code, name, majors)) if code else _known(name, intake, majors)


def _parted(text: str) -> tuple[str, str]:
    found = CODE.search(text)
    if found is None:
        return "", text.strip()
    name = (text[: found.start()] + text[found.end() :]).strip(" \t\u3000-—_:：、,，.")
    return _code(found[1] or found[2]), name


def _code(text: str) -> str:
    """Six digits; a spreadsheet drops the zero in front."""
    code = plain(text)
    if len(code) not in (5, 6) or not (code.isascii() and code.isdigit()):
        raise wrong("{text} is no code of a major: it has six digits.", text=text)
    return code.zfill(6)


def _name_of(code: str, name: str, majors: Majors) -> str:
    known = majors.with_code(code)
    if known is None and not name:
        raise wrong(
            "Major {code} is not in the national catalogue; write its name beside the code.", code=code
        )
    if known is None or not name:
        return name or (known.name if known else "")
    if known.name == plain(name):
        return known.name
    if majors.named(plain(name), int(known.catalogue)) is not None:
        raise wrong("Code {code} is {known}, not {name}.", code=code, known=known.name, name=name)
    return name


def _known(name: str, intake: int, majors: Majors) -> tuple[str, str]:
    known = majors.named(plain(name), intake)
    if known is None:
        raise wrong(
            "Major {name} is not in the national catalogue; write its six-digit code in 专业编码.", name=name
        )
    return known.code, known.name
