"""Which acts are tried: mostly by whoever may, often by somebody who may not, sometimes without a reason or on a page
that is not the newest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.machines.described import WAYS
from tests.machines.leading import Transition, leading_on
from tests.machines.model import APPROVED, Act, Model

INSTITUTION = ("author", "signatory")
PROVINCE = ("coordinator", "approver")
PARTNERS = ("partner", "second_partner", "colleague", "second_colleague")
REVIEWERS = ("reviewer", "second", "third")
EVERYBODY = (*INSTITUTION, *PROVINCE, "partner", "second_partner", "reviewer", "second", "other_author")
EVERYBODY += ("other_signatory", "auditor", "operator", "owner")
RIGHT: Mapping[str, Sequence[str]] = {
    "author": ("author",),
    "any_author": ("author", "other_author"),
    "signatory": ("signatory",),
    "coordinator": ("coordinator",),
    "approver": ("approver",),
    "decider": PROVINCE,
    "system": ("system",),
    "owner": ("owner",),
    "any_member": ("owner",),
}
PRIME = 7919
OFTEN = 3  # so much likelier is somebody who may


def tried(names: Iterable[str], who: Iterable[str], whats: Iterable[str] = ("",), which: Iterable[int | str] = (0,)):
    """Each of the names by each of those who may and by somebody of everybody."""
    of, choices = list(which), list(whats)
    found: list[Act] = []
    for name in names:
        right = [Act(name, one, what, number) for one in who for what in choices for number in of]
        wrong = [Act(name, one, what, of[0]) for one in EVERYBODY for what in choices[:1]]
        found += right * max(OFTEN, OFTEN * len(wrong) // max(1, len(right))) + wrong
    return found


def moves(machine: str, names: Iterable[str] = (), which: Iterable[int | str] = (0,)) -> list[Act]:
    """Moves through the door, as the description says who may."""
    ways = [way for way in WAYS if way.machine == machine and "new" not in way.sources]
    found: list[Act] = []
    for name in names or dict.fromkeys(way.name for way in ways):
        roles = {role for way in ways if way.name == name for role in way.who}
        who = dict.fromkeys(one for role in sorted(roles) for one in RIGHT[role])
        found += tried([f"{machine}.{name}"], who, which=which)
    return found


def each(names: Iterable[str], people: Iterable[str], whats: Iterable[str] = ("",)) -> list[Act]:
    """Acts on what is somebody's own: by that person; `fitting` finds which one it is."""
    found = [Act(name, one, what, one) for name in names for one in people for what in whats]
    return found * OFTEN + [Act(name, one, next(iter(whats)), "") for name in names for one in EVERYBODY]


GROUPS: dict[str, list[Act]] = {
    "case": moves("proposal"),
    "text": [
        *tried(["edit"], ["author"], ["C: first", "C: second", "C: broken", "J: second", "A: fast", "A: slow"]),
        *tried(["declare", "answer", "evidence"], INSTITUTION),
        *tried(["explain"], ["author"]),
    ],
    "papers": [
        *tried(["require", "condition"], PROVINCE),
        *tried(["letter"], PROVINCE, ["approve", "approve_with_conditions", "decline", "return_for_changes"]),
        *tried(["agree"], PROVINCE, ["3", "3", "1", "0"]),
    ],
    "partners": [
        *tried(["endorsement.invite"], ["author"], PARTNERS[:2]),
        *each(["endorsement.open", "endorsement.draft", "endorsement.decline", "endorsement.withdraw"], PARTNERS),
        *each(["endorsement.sign"], PARTNERS, ["yes", "yes", "yes", "no", "open", "unauthorised"]),
        *each(["endorsement.hand_on"], PARTNERS[::2], PARTNERS[::2]),
        *each(["endorsement.hand_on"], PARTNERS[1::2], PARTNERS[1::2]),
        *moves("endorsement", ["expire", "revoke", "invite_again"], range(4)),
        *tried(["endorsement.mark_stale"], ["author"]),
    ],
    "reviews": [
        *tried(["review.assign"], ["coordinator"], which=REVIEWERS),
        *each(["review.declare_clear", "review.begin", "review.submit", "review.submit"], REVIEWERS),
        *each(["review.declare_conflict", "review.declare_possible"], REVIEWERS[1:]),
        *each(["judge"], REVIEWERS, ["3", "3", "1", "0"]),
        *moves("review", ["recuse", "accept_tie", "suspend"], REVIEWERS),
        *tried(["review.reopen"], ["coordinator"], which=REVIEWERS),
        *[Act("tie", "system", which=key) for key in REVIEWERS] * OFTEN,
    ],
    "listing": moves("listing"),
    "needs": [
        *moves("need", which=range(3)),
        *tried(["need.state"], ["owner"]),
        *tried(["rival"], ["other_author"], which=range(2)),
    ],
    "time": [Act("jobs", "system")] * 2
    + [Act("wait", "system", what) for what in ("minutes", "minutes", "days", "days", "months", "years")],
}


@dataclass(frozen=True)
class Drawn:
    """An act, or with `ahead` the number of one that may well lead on from where the case is."""

    act: Act
    ahead: int | None = None


def acts(weights: Mapping[str, int]) -> st.SearchStrategy[Drawn]:
    """An act of a group, the groups by their weights; one in three leads on.

    Hypothesis likes to draw again what it drew before, so `fitting` counts the steps in.
    """
    groups = [name for name, weight in weights.items() for _one in range(weight)]
    anything = st.sampled_from(groups).flatmap(lambda name: st.sampled_from(GROUPS[name]))
    return st.builds(_drawn, anything, st.integers(0, 19), st.integers(0, 2), st.integers(0, 119))


def _drawn(act: Act, odd: int, leads: int, number: int) -> Drawn:
    """One in twenty has seen less, another gives no reason."""
    if leads == 0:
        return Drawn(act, number)
    if "." in act.name and act.name not in UNSEEN and odd < 2:
        act = Act(act.name, act.who, act.what, act.which, reason=odd != 1, stale=odd == 0)
    return Drawn(act)


# What begins something has seen nothing of it, and what is not on a page is not seen either.
UNSEEN = frozenset({"endorsement.invite", "endorsement.hand_on", "review.assign", "need.state"})


def fitting(drawn: Drawn, model: Model, step: int, visited: Collection[Transition]) -> Act:
    """The act on something that is there; where nothing is, what would make it be there."""
    act = drawn.act
    if drawn.ahead is not None:
        return leading_on(model, drawn.ahead + PRIME * step, visited)
    machine, _dot, name = act.name.partition(".")
    if machine == "endorsement" and name != "invite":
        return _on_endorsement(act, model)
    if act.name == "judge" or (machine == "review" and name != "assign"):
        which = act.which if act.which in model.reviews else next(iter(model.reviews), None)
        if which is None:
            return Act("review.assign", act.who, which=act.which or "reviewer")
        return Act(act.name, act.who, act.what, which, act.reason, act.stale)
    if machine == "listing" and model.listing is None:
        return Act("jobs", "system") if model.case.state in APPROVED else Act("need.take_up", act.who)
    if machine == "need":
        if name == "state" and len(model.needs) > 2:
            return Act("need.close", act.who, which=len(model.needs) - 1)
        return Act(act.name, act.who, act.what, int(act.which) % len(model.needs), act.reason, act.stale)
    if act.name == "rival":
        name = "withdraw" if model.rival else "create"
        return Act(f"rival.{name}", act.who, act.what, int(act.which) % len(model.needs), act.reason)
    return act


def _on_endorsement(act: Act, model: Model) -> Act:
    if not model.endorsements:
        return Act("endorsement.invite", act.who, "partner")
    own = [number for number, one in enumerate(model.endorsements) if one.person == act.which]
    number = own[0] if own else int(act.which or 0) % len(model.endorsements) if str(act.which).isdigit() else 0
    return Act(act.name, act.who, act.what, number, act.reason, act.stale)
