"""A table, and the chart and the CSV that are made from it: three faces of the same rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from proposals.insight.measures import Spread

Cell = str | int | None
WIDTH, LINE, BAR, GAP = 320, 18, 16, 12
PLOT = 240  # leaves room for the figures behind the longest bar
LABEL = 37  # characters of a label that fit above a bar; the table has it whole


@dataclass(frozen=True)
class Bars:
    """Which columns are drawn: `solid` in full, `hatched` (a larger figure, or none) behind it."""

    solid: int
    hatched: int | None = None


@dataclass(frozen=True)
class Table:
    """`columns` name the cells; the first is the row's own name. A cell that is None is not known."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    bars: Bars | None = field(default=None)

    @property
    def texts(self) -> list[list[str]]:
        """The cells as they are read: on the page and in the file alike."""
        return [[text(cell) for cell in row] for row in self.rows]

    @property
    def head(self) -> list[tuple[str, bool]]:
        """Names of the columns, and whether figures stand in them."""
        return [(name, self._numeric(index)) for index, name in enumerate(self.columns)]

    @property
    def lines(self) -> list[list[tuple[str, bool]]]:
        return [[(cell, self._numeric(index)) for index, cell in enumerate(row)] for row in self.texts]

    def _numeric(self, index: int) -> bool:
        return index > 0 and any(isinstance(row[index], int) for row in self.rows)

    @property
    def chart(self) -> "Chart | None":
        return drawn(self) if self.bars and self.rows else None


@dataclass(frozen=True)
class Bar:
    """Geometry in units of the picture, as texts: a locale must not put a comma into them."""

    label: str
    figures: str
    label_y: str
    y: str
    solid: str
    hatched: str
    figures_x: str
    figures_y: str


@dataclass(frozen=True)
class Chart:
    key: str
    title: str
    description: str
    box: str
    bars: tuple[Bar, ...]
    solid_name: str
    hatched_name: str


def text(cell: Cell) -> str:
    return "–" if cell is None else str(cell)


def figures(spread: Spread | None) -> tuple[Cell, Cell, Cell]:
    """Cells of count, median and ninetieth percentile."""
    return (spread.count, spread.median, spread.ninetieth) if spread else (0, None, None)


def drawn(table: Table) -> Chart:
    bars = table.bars
    assert bars is not None
    shown = [index for index in (bars.solid, bars.hatched) if index is not None]
    most = max((_size(row[index]) for row in table.rows for index in shown), default=0) or 1
    made = tuple(_bar(row, bars, most, number) for number, row in enumerate(table.rows))
    height = len(made) * (LINE + BAR + GAP) + GAP
    names = [table.columns[index] for index in shown]
    description = "; ".join(f"{row[0]}: {_figures(row, shown)}" for row in table.rows)
    return Chart(
        key=table.key,
        title=f"{table.title} ({', '.join(names)})",
        description=description,
        box=f"0 0 {WIDTH} {height}",
        bars=made,
        solid_name=table.columns[bars.solid],
        hatched_name=table.columns[bars.hatched] if bars.hatched is not None else "",
    )


def _bar(row: Sequence[Cell], bars: Bars, most: int, number: int) -> Bar:
    top = number * (LINE + BAR + GAP) + LINE
    solid = _size(row[bars.solid]) * PLOT // most
    hatched = _size(row[bars.hatched]) * PLOT // most if bars.hatched is not None else 0
    label = text(row[0])
    shown = [index for index in (bars.solid, bars.hatched) if index is not None]
    return Bar(
        label=label if len(label) <= LABEL else label[: LABEL - 1] + "…",
        figures=_figures(row, shown),
        label_y=str(top),
        y=str(top + 4),
        solid=str(solid),
        hatched=str(hatched),
        figures_x=str(max(solid, hatched) + 6),
        figures_y=str(top + 4 + BAR - 3),
    )


def _size(cell: Cell) -> int:
    return max(cell, 0) if isinstance(cell, int) else 0


def _figures(row: Sequence[Cell], shown: Sequence[int]) -> str:
    known = [text(row[index]) for index in shown if row[index] is not None]
    return " · ".join(known) if known else str(_("not known"))
