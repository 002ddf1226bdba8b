"""What these tests take for described is what the code's table says: nothing is forgotten on either side."""

from tests.machines.described import STATES, WAYS
from workflow import process, states


def test_the_description_is_the_table():
    """Who, whence, whither and whether a reason is needed, row by row; and every state."""
    described = {
        (way.machine, way.name, source, way.target, way.who, way.reason) for way in WAYS for source in way.sources
    }
    special = {process.CREATED: "new", process.PREVIOUS: "before"}
    table = {
        (
            row.machine,
            row.name,
            special.get(source, source),
            special.get(row.target, row.target),
            row.who,
            row.needs_reason,
        )
        for row in process.TABLE
        for source in row.sources
    }
    assert described == {(*row[:4], frozenset(map(str, row[4])), row[5]) for row in table}
    assert {machine: set(names.split()) for machine, names in STATES.items()} == {
        machine: set(kind.values) for machine, kind in states.STATES.items()
    }
