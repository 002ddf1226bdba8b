"""The model’s case: who may move it, what must hold, what follows on the other machines; and what its people write."""

from collections.abc import Callable

from tests.machines.described import CRITERIA, INVITATION_DAYS, INVITATION_LEAST, REVIEWERS
from tests.machines.model import (
    CURRENT,
    EDITABLE,
    GONE,
    NOT_YOURS,
    OPEN,
    UNANSWERED,
    WEAK,
    WRONG_STATE,
    Act,
    Model,
    Review,
)
from workflow.calendar import HALIFAX, add_calendar_days, end_of_day

PROBLEM = "R6"  # the criterion that is judged otherwise than all others
LEADS_ON = frozenset({"open_co_design", "request_sign_off", "submit", "resubmit"})


def began(model: Model) -> bool:
    return any(one.state not in GONE for one in model.endorsements) and model.ready


def may_resubmit(model: Model) -> bool:
    answered = all(model.this_round.changes) and (model.case.gap or not model.stale)
    return not model.held and answered and may_submit(model)


def may_submit(model: Model) -> bool:
    return model.ready and model.endorsed and model.case.declared


def reviewed(model: Model) -> bool:
    """Everybody is done, and they are as many as the track asks for: nobody's review is no review."""
    active = [one.state for _key, one in model.active_reviews()]
    all_in = set(active) <= {"submitted"} and len(active) >= REVIEWERS[model.case.track]
    return all_in and not model.missing_agreement() and bool(model.this_round.letter)


def letter_for(model: Model, outcome: str) -> bool:
    return model.this_round.letter == outcome


def problem(model: Model) -> str:
    return model.this_round.agreed.get(PROBLEM, "3")


def reviewers_clear(model: Model) -> bool:
    active = [one.state for _key, one in model.active_reviews()]
    return "assigned" not in active and len(active) >= REVIEWERS[model.case.track]


MUST_HOLD: dict[str, Callable[[Model], bool]] = {
    "open_co_design": began,
    "request_sign_off": lambda model: model.ready,
    "submit": may_submit,
    "start_review": lambda model: model.ready and reviewers_clear(model),
    "send_to_full_review": lambda model: model.case.track == "fast",
    "return_for_changes": lambda model: bool(model.this_round.changes),
    "resubmit": may_resubmit,
    "reopen_co_design": lambda model: not model.held,
    "recommend": reviewed,
    "approve": lambda model: problem(model) not in WEAK and letter_for(model, "approve"),
    "approve_with_conditions": lambda model: (
        problem(model) != "0" and bool(model.this_round.conditions) and letter_for(model, "approve_with_conditions")
    ),
    "confirm_conditions": lambda model: not model.held and all(met for _due, met in model.this_round.conditions),
    "decline": lambda model: letter_for(model, "decline"),
    "reconsider": lambda model: not model.held and model.within_reconsideration,
    "withdraw": lambda model: not model.held,
    "lapse": lambda model: model.lapses,
    "take_back": lambda model: model.held,
}


def move(model: Model, act: Act, name: str) -> None:
    case = model.case
    standing = model.standing(act.who)
    inside = standing & {"coordinator", "approver", "decider", "system"}
    state = case.state if inside else model.shown
    asked = model.copy()
    heavy = settle(asked) if state in EDITABLE else False
    holds = not (heavy and name in LEADS_ON) and MUST_HOLD.get(name, lambda _model: True)(asked)
    way = model.ask(act.name, standing, state, holds, reason=act.reason, stale=act.stale)
    if state in EDITABLE:
        settle(model)
    source = case.state
    fast = goes_fast(model) if name in {"submit", "resubmit", "reconsider"} else False
    model.moved(case, case.held_from if way.target == "before" else way.target)
    if way.target == "before":
        case.since = case.since_before
    elif case.state != source:
        case.since, case.since_before = model.now, case.since
    if name in AFTER:
        AFTER[name](model, act, source, fast)


def settle(model: Model) -> bool:
    """What was kept becomes the text, but for what would make an endorsement stale. Is there any of that?"""
    case = model.case
    heavy = {
        key
        for key, text in case.kept.items()
        if any(one.state in CURRENT and one.signed.get(key, text) != text for one in model.endorsements)
    }
    case.text.update({key: text for key, text in case.kept.items() if key not in heavy})
    case.kept = {key: text for key, text in case.kept.items() if key in heavy}
    return bool(heavy)


def goes_fast(model: Model) -> bool:
    return model.working["A"] == "fast" and not model.case.round and model.endorsed


def opened(model: Model, act: Act, source: str, fast: bool) -> None:
    """Whoever was given a day that has come too near meanwhile has the usual time again."""
    least = add_calendar_days(model.now, INVITATION_LEAST).astimezone(HALIFAX).date()
    for one in model.endorsements:
        if one.state in UNANSWERED and one.due and one.due.astimezone(HALIFAX).date() < least:
            one.due = end_of_day(add_calendar_days(model.now, INVITATION_DAYS))


def submitted(model: Model, act: Act, source: str, fast: bool) -> None:
    """A new round; reviewers who were there look again, and keep what did not change."""
    case = model.case
    case.round += 1
    case.track = "fast" if fast else "full"
    case.known_to_province = True
    for _key, review in model.active_reviews():
        if act.name == "proposal.reconsider":
            model.moved(review, "recused")
            continue
        if review.state == "submitted":
            model.moved(review, "in_progress")
        carry_over(model, review)


def carry_over(model: Model, review: Review) -> None:
    case = model.case
    before = review.verdicts.get(case.round - 1, {})
    kept = {
        key: verdict
        for key, verdict in before.items()
        if verdict.value not in WEAK and all(verdict.text[one] == case.text[one] for one in CRITERIA[key][0])
    }
    if kept:
        review.verdicts[case.round] = {**review.verdicts.get(case.round, {}), **kept}


def widened(model: Model, act: Act, source: str, fast: bool) -> None:
    model.case.track = "full"
    for _key, review in model.active_reviews():
        if review.state == "submitted":
            model.moved(review, "in_progress")


def decided(model: Model, act: Act, source: str, fast: bool) -> None:
    model.hold(source, act.who)


def taken_back(model: Model, act: Act, source: str, fast: bool) -> None:
    model.case.held_from, model.case.held_until = "", None


def ended(model: Model, act: Act, source: str, fast: bool) -> None:
    release(model)


def release(model: Model) -> None:
    """What only this case answered is open again."""
    rival_open = model.rival is not None and model.rival.state in OPEN
    for need in model.needs:
        if need.state == "taken_up" and "case" in need.answered_by and not ("rival" in need.answered_by and rival_open):
            model.moved(need, "open")


HELD = frozenset({"return_for_changes", "approve", "approve_with_conditions", "decline"})
AFTER: dict[str, Callable[[Model, Act, str, bool], None]] = {
    "open_co_design": opened,
    "submit": submitted,
    "resubmit": submitted,
    "reconsider": submitted,
    "send_to_full_review": widened,
    "take_back": taken_back,
    "withdraw": ended,
    "lapse": ended,
    **dict.fromkeys(HELD, decided),
}


def edit(model: Model, act: Act) -> None:
    """`what`: "C: broken". In a draft it is kept; where partners may read it, it is the text at once."""
    section, text = act.what.split(": ")
    case = model.case
    model.need_one(act.who == "author", NOT_YOURS)
    model.need_one(model.shown in EDITABLE, WRONG_STATE)
    if model.working[section] != text:
        case.version += 1
        case.kept[section] = text
    if case.state != "draft" and section in case.kept:
        case.text[section] = case.kept.pop(section)
        for one in model.endorsements:
            if one.state in CURRENT and one.signed.get(section, text) != text:
                model.moved(one, "stale")


def declare(model: Model, act: Act) -> None:
    model.need_one(act.who in {"author", "signatory"}, NOT_YOURS)
    model.need_one(model.shown in EDITABLE | {"sign_off"}, WRONG_STATE)
    model.case.version += 1
    model.case.declared = True


def explain(model: Model, act: Act) -> None:
    model.need_one(act.who == "author", NOT_YOURS)
    model.need_one(model.shown in EDITABLE, WRONG_STATE)
    model.case.version += 1
    model.case.gap = True


def answer(model: Model, act: Act) -> None:
    model.need_one(act.who in {"author", "signatory"}, NOT_YOURS)
    model.need_one(model.shown in {"returned", "co_design"}, WRONG_STATE)
    if not all(model.this_round.changes):
        model.case.version += 1
        model.this_round.changes = [True for _change in model.this_round.changes]


def evidence(model: Model, act: Act) -> None:
    model.need_one(act.who in {"author", "signatory"}, NOT_YOURS)
    model.need_one(model.shown == "approved_with_conditions", WRONG_STATE)
    if not all(met for _due, met in model.this_round.conditions):
        model.case.version += 1
        model.this_round.conditions = [(due, True) for due, _met in model.this_round.conditions]
