"""FSM transitions made from the process table, so that a model cannot move where the table does not."""

from collections.abc import Callable
from typing import Any

from django_fsm import RETURN_VALUE, transition

from workflow.process import PREVIOUS, rows_of


def moves(machine: str, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator for a model's method: one FSM transition per row name. Only `proposals.door` calls the result.

    Raises:
        LookupError: the table has no such row.
    """
    rows = [row for row in rows_of(machine) if row.name == name]
    if not rows:
        raise LookupError(f"No {machine}.{name} in the process table")
    sources = sorted({source for row in rows for source in row.sources})
    target = RETURN_VALUE() if rows[0].target == PREVIOUS else rows[0].target

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        decorated: Callable[..., Any] = transition(field="state", source=sources, target=target)(method)
        return decorated

    return decorate
