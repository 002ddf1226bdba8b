"""What each act does to the model."""

from collections.abc import Callable

from tests.machines.model import Act, Model
from tests.machines.moves_around import (
    begin_rival,
    draft,
    end_rival,
    hand_on,
    invite,
    jobs,
    move_endorsement,
    move_listing,
    move_need,
    sign,
    state_need,
    wait,
)
from tests.machines.moves_of_case import answer, declare, edit, evidence, explain, move
from tests.machines.moves_of_province import agree, assign, condition, judge, letter, move_review, require, tie


def perform(before: Model, act: Act) -> Model:
    """The model after the act; raises Refused, and then nothing happened."""
    model = before.copy()
    machine, _dot, name = act.name.partition(".")
    if act.name in ACTS:
        ACTS[act.name](model, act)
    elif machine == "proposal":
        move(model, act, name)
    elif machine == "review":
        move_review(model, act)
    elif machine == "listing":
        move_listing(model, act, name)
    elif machine == "need":
        move_need(model, act, name)
    else:
        move_endorsement(model, act, name)
    return model


ACTS: dict[str, Callable[[Model, Act], None]] = {
    "edit": edit,
    "declare": declare,
    "explain": explain,
    "answer": answer,
    "evidence": evidence,
    "require": require,
    "condition": condition,
    "letter": letter,
    "agree": agree,
    "judge": judge,
    "wait": wait,
    "jobs": jobs,
    "tie": tie,
    "review.assign": assign,
    "endorsement.invite": invite,
    "endorsement.draft": draft,
    "endorsement.sign": sign,
    "endorsement.hand_on": hand_on,
    "need.state": state_need,
    "rival.create": begin_rival,
    "rival.withdraw": end_rival,
}
