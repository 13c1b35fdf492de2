"""What a storm leaves on paper: one line of the table in docs/reliability.md."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGES = {
    "en": Path(__file__).parents[2] / "docs" / "reliability.md",
    "zh": Path(__file__).parents[2] / "docs" / "zh-CN" / "reliability.md",
}
BEGIN, END = "<!-- figures of make prove -->", "<!-- end of figures -->"
HEADS = {
    "en": (
        "storm",
        "acknowledged",
        "lost",
        "twice",
        "a stranger's write: half",
        "99 of 100",
        "longest",
        "a stall is",
        "stalls told",
    ),
    "zh": (
        "风暴",
        "已确认",
        "丢失",
        "重复",
        "无关者的写入：一半",
        "百分之九十九",
        "最长",
        "停顿是指",
        "已告知的停顿",
    ),
}
WRITTEN = {
    "en": "Written by `make prove` on {day}, seed {seed}, on {cores} cores at a load of {load:.1f}:",
    "zh": "由 `make prove` 写于 {day}，种子 {seed}，{cores} 核，负载 {load:.1f}：",
}
STORMS = {
    "kill -9 of a server, of a projector": "kill -9 服务器、投影进程",
    "kill -9 of PostgreSQL": "kill -9 PostgreSQL",
    "a frozen server, a frozen projector": "服务器、投影进程被冻结",
    "a frozen backend of PostgreSQL": "PostgreSQL 的一个进程被冻结",
    "a cut, silent or slow network": "网络被切断、沉默、变慢",
    "a full disk": "磁盘满",
    "a clock that was a day ahead": "时钟曾快一天",
    "64 clients at one account": "64 个客户端写同一账户",
    "an older dump put back": "恢复了较旧的备份",
    "a rebuild killed again and again": "重建一再被杀",
    "header and document bombs": "报头与查询文本炸弹",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """waits: seconds of each write of the stranger, shortest first. limit: seconds from which one is a stall. told:
    those stalls that both /readyz and a metric told of.
    """

    storm: str
    acknowledged: int
    lost: int
    twice: int
    waits: tuple[float, ...]
    limit: float
    stalls: int = 0
    told: int = 0

    @property
    def longest(self) -> float:
        return self.waits[-1]

    def within(self, share: float) -> float:
        """Seconds within which that share of the writes was answered."""
        return self.waits[min(int(share * len(self.waits)), len(self.waits) - 1)]

    def cells(self) -> tuple[str, ...]:
        counts = (f"{self.acknowledged:,}", str(self.lost), str(self.twice))
        waits = (f"{self.within(0.5) * 1000:.0f} ms", f"{self.within(0.99):.2f} s", f"{self.longest:.2f} s")
        return (*counts, *waits, f"> {self.limit:.1f} s", f"{self.told} / {self.stalls}")


def write(figures: Sequence[Figures], seed: int) -> None:
    """Puts the table on both pages. The figures of a run that was not whole stay off them."""
    if {each.storm for each in figures} == STORMS.keys():
        for language, page in PAGES.items():
            _put(page, f"{_written(language, seed)}\n\n{table(figures, language)}")


def table(figures: Sequence[Figures], language: str) -> str:
    rows = [HEADS[language], ("---",) * len(HEADS[language])]
    rows += [(_name(each.storm, language), *each.cells()) for each in figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _written(language: str, seed: int) -> str:
    day, load = datetime.now(UTC).date(), os.getloadavg()[0]
    return WRITTEN[language].format(day=day, seed=seed, cores=os.cpu_count(), load=load)


def _name(storm: str, language: str) -> str:
    return storm if language == "en" else STORMS[storm]


def _put(page: Path, text: str) -> None:
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
