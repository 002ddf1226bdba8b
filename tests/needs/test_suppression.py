"""No suppressed number can be computed from what is shown: tried for every small table, and for random large ones."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.suppression import BANDS, Cell, band, hidden

Table = tuple[tuple[int, int], ...]


def published(table: Table, threshold: int):
    """What a reader sees, and which rows are hidden; (None, …) where nothing is said."""
    cells = {row: Cell(*pair) for row, pair in enumerate(table)}
    found = hidden(cells, rows=len(table), threshold=threshold)
    if found is None:
        return None, frozenset()
    totals = tuple(sum(pair[part] for pair in table) for part in (0, 1))
    shown = tuple((row, pair) for row, pair in enumerate(table) if pair[0] and row not in found)
    return (totals, bool(found), shown), found


@pytest.mark.parametrize(
    ("threshold", "rows", "organisations", "items"),
    [(3, 2, 12, 7), (2, 3, 6, 4), (3, 3, 7, 4), (4, 3, 10, 3), (3, 4, 5, 3)],
)
def test_every_table_that_looks_the_same_leaves_each_hidden_number_open(
    threshold, rows, organisations, items, record_property
):
    """The reader knows all but the hidden rows, the rule included: which tables would have been shown like this?
    In these, each hidden row has at least two different numbers of organisations, and of items."""
    states = [(0, 0), *product(range(1, organisations + 1), range(1, items + 1))]
    alike: dict = defaultdict(list)
    for table in product(states, repeat=rows):
        page, hides = published(table, threshold)
        if page is not None:
            alike[page].append((table, hides))
    checked = 0
    for (totals, _any, shown), tables in alike.items():
        rest = [totals[part] - sum(pair[part] for _row, pair in shown) for part in (0, 1)]
        if rest[0] > organisations or rest[1] > items:
            continue  # tables that look the same have larger rows than are tried here
        for row in set().union(*(hides for _table, hides in tables)):
            checked += 1
            for part in (0, 1):
                assert len({table[row][part] for table, _hides in tables}) > 1, (totals, shown, row)
    assert checked
    record_property("hidden rows tried", checked)


numbers = st.tuples(st.integers(0, 60), st.integers(1, 200)).map(lambda pair: pair if pair[0] else (0, 0))
tables = st.lists(numbers, min_size=2, max_size=25).map(tuple)


@given(table=tables, threshold=st.integers(3, 8))
def test_of_random_tables_no_small_row_is_shown_and_none_follows_from_the_sums(table, threshold):
    page, hides = published(table, threshold)
    if page is None:
        return
    (organisations, items), _any, shown = page
    assert all(pair[0] >= threshold for _row, pair in shown)
    if not hides:
        return
    unknown = len(table) - len(shown)
    rest = organisations - sum(pair[0] for _row, pair in shown), items - sum(pair[1] for _row, pair in shown)
    assert unknown >= 2
    assert rest[0] >= threshold
    for _row in hides:
        assert _interval(rest[0], unknown, threshold, [pair[0] for _row, pair in shown]) >= 2


def _interval(rest: int, unknown: int, threshold: int, shown: list[int]) -> int:
    """How many numbers one hidden row can have, as far as sums and the rule's limits say: another table with the same
    sums is looked for by moving one organisation from one hidden row to the next."""
    small = [n for n in range(threshold) if rest - n <= (unknown - 1) * (threshold - 1)]
    limit = min(shown, default=rest + 1)
    large = [n for n in range(threshold, min(limit, rest)) if 0 < rest - n < threshold]
    with_large = {n for number in large for n in (number, rest - number)}
    return len({*small, *with_large})


@given(table=tables)
def test_equal_rows_are_treated_alike(table):
    _page, hides = published(table, 5)
    sizes = {table[row][0] for row in hides}
    assert all(row in hides for row, pair in enumerate(table) if pair[0] in sizes and pair[0])


def test_a_board_with_few_organisations_says_nothing():
    assert hidden({"a": Cell(4, 9)}, rows=20, threshold=5) is None
    assert hidden({}, rows=20, threshold=5) is None


def test_where_no_row_is_small_all_are_shown():
    assert hidden({"a": Cell(5, 1), "b": Cell(9, 2)}, rows=20, threshold=5) == frozenset()


def test_a_lone_small_row_takes_the_next_larger_one_with_it():
    cells = {"a": Cell(3, 2), "b": Cell(20, 9), "c": Cell(30, 9)}
    assert hidden(cells, rows=7, threshold=5) == {"a", "b"}


@given(number=st.integers(0, 5000))
def test_a_sum_is_shown_as_a_band_that_holds_it(number):
    start, end = band(number)
    assert start <= number
    assert end is None or (number <= end and end - start >= BANDS[0] - 1)
