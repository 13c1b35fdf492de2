"""Where the storms take their moments from: a seed, so that a storm that failed can be had again."""

from __future__ import annotations

import os
from random import Random
from secrets import randbelow

VARIABLE = "AID_LEDGER_PROVE_SEED"
SEED = int(os.environ.get(VARIABLE) or randbelow(10**6))


def chance(storm: str) -> Random:
    """The same moments for the same seed and storm, whichever storms came before."""
    return Random(f"{SEED} {storm}")
