"""School code (学校标识码, 教发〔2011〕6号): two digits type, two province, six sequence; never reused."""

import re

_SHAPE = re.compile(r"[0-9]{10}")


def check(code: str, province: str) -> str:
    """The code, if it is one of this province (two digits, 37); ValueError otherwise.

    The type is not tested: a college with a secondary department has a higher education type, not 36.
    """
    if _SHAPE.fullmatch(code) is None:
        raise ValueError(f"a school code has ten digits: {code!r}")
    if code[2:4] != province:
        raise ValueError(f"digits 3 and 4 of the school code {code} are not the province {province}")
    return code
