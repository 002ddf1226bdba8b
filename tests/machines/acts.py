"""What each act does to the model: who may, what must hold, and what follows on the other machines."""

from collections.abc import Callable
from datetime import timedelta

from tests.machines.described import (
    COVERED,
    CRITERIA,
    CYCLE_DAYS,
    INVITATION_DAYS,
    INVITATION_LEAST,
    RENEWAL_NOTICE,
    REVIEWERS,
    VALID_DAYS,
)
from tests.machines.model import (
    APPROVED,
    CURRENT,
    EDITABLE,
    GATE,
    GONE,
    NOT_YOURS,
    OPEN,
    PROVINCE,
    STALE,
    UNANSWERED,
    WEAK,
    WRONG_STATE,
    Act,
    Endorsement,
    Listing,
    Model,
    Need,
    Refused,
    Review,
    Subject,
    Verdict,
)
from workflow.calendar import HALIFAX, add_calendar_days, end_of_day

DECIDING = frozenset({"coordinator", "approver"})
LEADS_ON = frozenset({"open_co_design", "request_sign_off", "submit", "resubmit"})
WAITS = {"minutes": timedelta(minutes=11), "days": timedelta(days=10), "months": timedelta(days=61)}
WAITS["years"] = timedelta(days=800)
CONDITION_DAYS = 30
PROBLEM = "R6"  # the criterion that is judged otherwise than all others


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


# --- The case ---------------------------------------------------------------------------------------------------------


def gate(model: Model, name: str) -> bool:
    case, now_round = model.case, model.this_round
    problem = now_round.agreed.get(PROBLEM, "3")
    told = not model.held
    match name:
        case "open_co_design":
            return any(one.state not in GONE for one in model.endorsements) and model.ready
        case "request_sign_off":
            return model.ready
        case "submit":
            return model.ready and model.endorsed and case.declared
        case "start_review":
            return model.ready and reviewers_clear(model)
        case "send_to_full_review":
            return case.track == "fast"
        case "return_for_changes":
            return bool(now_round.changes)
        case "resubmit":
            answered = all(now_round.changes) and (case.gap or not model.stale)
            return told and model.ready and answered and model.endorsed and case.declared
        case "recommend":
            submitted = sum(one.state == "submitted" for _key, one in model.active_reviews())
            all_in = submitted == len(model.active_reviews()) and submitted >= REVIEWERS[case.track]
            return all_in and not model.missing_agreement() and bool(now_round.letter)
        case "approve":
            return problem not in WEAK and now_round.letter == name
        case "approve_with_conditions":
            return problem != "0" and bool(now_round.conditions) and now_round.letter == name
        case "decline":
            return now_round.letter == name
        case "confirm_conditions":
            return told and all(met for _due, met in now_round.conditions)
        case "reconsider":
            return told and model.within_reconsideration
        case "reopen_co_design":
            return told
        case "withdraw":
            return told
        case "lapse":
            return model.lapses
        case "take_back":
            return model.held
    return True


def reviewers_clear(model: Model) -> bool:
    active = [one.state for _key, one in model.active_reviews()]
    return "assigned" not in active and len(active) >= REVIEWERS[model.case.track]


def move(model: Model, act: Act, name: str) -> None:
    case = model.case
    standing = model.standing(act.who)
    inside = standing & {"coordinator", "approver", "decider", "system"}
    state = case.state if inside else model.shown
    asked = model.copy()
    heavy = settle(asked) if state in EDITABLE else False
    holds = not (heavy and name in LEADS_ON) and gate(asked, name)
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


# --- The Province's papers --------------------------------------------------------------------------------------------


def papers(model: Model, act: Act, states: frozenset[str]) -> None:
    model.need_one(bool(model.standing(act.who) & DECIDING), NOT_YOURS)
    model.need_one(model.case.state in states, WRONG_STATE)


def require(model: Model, act: Act) -> None:
    papers(model, act, PROVINCE)
    model.case.version += 1
    model.this_round.changes.append(False)


def condition(model: Model, act: Act) -> None:
    papers(model, act, frozenset({"under_review", "decision_pending"}))
    model.case.version += 1
    due = end_of_day(add_calendar_days(model.now, CONDITION_DAYS))
    model.this_round.conditions.append((due, False))


def letter(model: Model, act: Act) -> None:
    papers(model, act, PROVINCE)
    model.case.version += 1
    model.this_round.letter = act.what


def agree(model: Model, act: Act) -> None:
    """The coordinator writes down what is missing, and `what` of the one criterion."""
    papers(model, act, frozenset({"under_review"}))
    out = {"assigned", "declared", "in_progress"}
    model.need_one(not any(review.state in out for review in model.reviews.values()), WRONG_STATE)
    for key, value in agreement(model, act.what).items():
        if model.this_round.agreed.get(key) != value:
            model.case.version += 1
            model.this_round.agreed[key] = value
    if act.what in WEAK:
        widen(model)


def agreement(model: Model, value: str) -> dict[str, str]:
    return {**dict.fromkeys(model.missing_agreement(), "3"), PROBLEM: value}


def widen(model: Model) -> None:
    if model.case.track == "fast":
        model.moved(model.case, model.case.state)
        widened(model, Act("", ""), "", False)


def assign(model: Model, act: Act) -> None:
    model.need_one("coordinator" in model.standing(act.who), NOT_YOURS)
    model.need_one(model.case.state in PROVINCE, WRONG_STATE)
    model.need_one(act.which not in model.reviews, GATE)
    model.reviews[str(act.which)] = Review("assigned")
    model.begun()


def move_review(model: Model, act: Act) -> None:
    review = model.reviews[str(act.which)]
    standing = model.reviewing(act.who, str(act.which))
    holds = True
    if act.name in {"review.begin", "review.submit"}:
        holds = model.case.state == "under_review"
    if act.name == "review.submit":
        holds = holds and not model.missing_verdicts(review)
    way = model.ask(act.name, standing, review.state, holds, reason=act.reason, stale=act.stale)
    model.moved(review, way.target)
    if act.name == "review.submit" and any(v.value in WEAK for v in review.verdicts[model.case.round].values()):
        widen(model)


def judge(model: Model, act: Act) -> None:
    """Every verdict that is missing; the first one begins the review."""
    review = model.reviews[str(act.which)]
    model.need_one(act.who == act.which, NOT_YOURS)
    if review.state == "declared":
        model.need_one(model.case.state == "under_review", GATE)
        model.moved(review, "in_progress")
    elif review.state != "in_progress" or model.case.state != "under_review":
        raise Refused(WRONG_STATE)
    verdicts = review.verdicts.setdefault(model.case.round, {})
    for key in judged(model, review):
        verdicts[key] = Verdict(act.what if key == PROBLEM else "3", dict(model.case.text))


def judged(model: Model, review: Review) -> list[str]:
    return model.missing_verdicts(review) or [PROBLEM]


# --- Endorsements -----------------------------------------------------------------------------------------------------

TAKING = frozenset({"co_design", "sign_off", "returned"})


def invite(model: Model, act: Act) -> None:
    model.need_one("author" in model.standing(act.who), NOT_YOURS)
    model.need_one(all(one.person != act.what for one in model.endorsements), GATE)
    model.need_one(model.case.state in {"draft", "co_design"}, WRONG_STATE)
    model.begun()
    due = end_of_day(add_calendar_days(model.now, INVITATION_DAYS))
    model.endorsements.append(Endorsement("invited", person=act.what, due=due))


def move_endorsement(model: Model, act: Act, name: str) -> None:
    one = model.endorsements[int(act.which)]
    holds = True
    match name:
        case "invite_again":
            model.need_one("author" in model.standing(act.who), NOT_YOURS)
            holds = model.case.state in {"draft", "co_design"}
        case "expire":
            holds = model.over(one)
    standing = model.endorsing(act.who, one)
    way = model.ask(act.name, standing, one.state, holds, reason=act.reason, stale=act.stale)
    model.moved(one, way.target)
    if name in {"decline", "withdraw", "expire"}:
        model.case.version += 1
    if name == "invite_again":
        one.due = end_of_day(add_calendar_days(model.now, INVITATION_DAYS))


def own(model: Model, act: Act) -> Endorsement:
    """The first act of a partner opens the invitation."""
    one = model.endorsements[int(act.which)]
    model.need_one(act.who == one.person, NOT_YOURS)
    model.need_one(not act.stale, STALE)
    if one.state == "invited":
        model.moved(one, "opened")
    return one


def draft(model: Model, act: Act) -> None:
    one = own(model, act)
    model.need_one(one.state in {"opened", "drafted", "stale"}, WRONG_STATE)
    model.need_one(model.shown in TAKING, GATE)
    if one.state == "opened":
        model.moved(one, "drafted")
    else:
        one.version += 1


def sign(model: Model, act: Act) -> None:
    """`what`: yes and no to the demand; "open" leaves an answer out, "unauthorised" the tick."""
    one = own(model, act)
    name = "reaffirm" if one.state in CURRENT | {"stale"} else "sign"
    holds = model.shown in TAKING and act.what in {"yes", "no"}
    way = model.ask(f"endorsement.{name}", model.endorsing(act.who, one), one.state, holds)
    model.moved(one, way.target)
    model.case.version += 1
    one.said = act.what
    one.signed = {key: model.case.text[key] for key in COVERED}
    one.valid_until = add_calendar_days(model.now, VALID_DAYS)


def hand_on(model: Model, act: Act) -> None:
    one = model.endorsements[int(act.which)]
    model.need_one(act.who == one.person, NOT_YOURS)
    model.need_one(one.state in UNANSWERED, WRONG_STATE)
    model.need_one(all(other.person != act.what for other in model.endorsements), GATE)
    model.need_one(model.shown in TAKING, GATE)
    model.moved(one, "handed_on")
    usual = end_of_day(add_calendar_days(model.now, INVITATION_DAYS))
    model.endorsements.append(Endorsement("invited", person=act.what, due=max(one.due or usual, usual)))
    model.begun()


# --- Listing, needs, time ---------------------------------------------------------------------------------------------


def move_listing(model: Model, act: Act, name: str) -> None:
    listing = model.listing
    assert listing is not None
    standing = model.standing(act.who) & {"coordinator", "signatory", "system"}
    notice = timedelta(days=RENEWAL_NOTICE)
    holds = name != "renew" or (listing.review_due is not None and model.now >= listing.review_due - notice)
    way = model.ask(act.name, standing, listing.state, holds, reason=act.reason, stale=act.stale)
    model.moved(listing, way.target)
    if name == "renew":
        listing.review_due = add_calendar_days(model.now, CYCLE_DAYS)


def towards_need(who: str) -> frozenset[str]:
    standing = {"author": "any_author", "other_author": "any_author", "owner": "owner", "system": "system"}
    return frozenset({standing[who]}) if who in standing else frozenset()


def move_need(model: Model, act: Act, name: str) -> None:
    need = model.needs[int(act.which)]
    way = model.ask(act.name, towards_need(act.who), need.state, True, reason=act.reason, stale=act.stale)
    model.moved(need, way.target)


def state_need(model: Model, act: Act) -> None:
    model.need_one(act.who == "owner", NOT_YOURS)
    model.needs.append(Need("open"))
    model.begun()


def begin_rival(model: Model, act: Act) -> None:
    """Another institution begins a proposal that answers the same need."""
    model.need_one(act.who == "other_author", NOT_YOURS)
    need = model.needs[int(act.which)]
    model.rival = Subject("draft")
    model.begun()
    model.need_one(need.state in {"open", "taken_up"}, WRONG_STATE)
    need.answered_by.add("rival")
    model.moved(need, "taken_up")


def end_rival(model: Model, act: Act) -> None:
    rival = model.rival
    assert rival is not None
    standing = frozenset({"author"}) if act.who == "other_author" else frozenset()
    way = model.ask("proposal.withdraw", standing, rival.state, True, reason=act.reason)
    model.moved(rival, way.target)
    ours_open = model.case.state in OPEN
    for need in model.needs:
        if need.state == "taken_up" and "rival" in need.answered_by and not ("case" in need.answered_by and ours_open):
            model.moved(need, "open")


def wait(model: Model, act: Act) -> None:
    model.now += WAITS[act.what]


def jobs(model: Model, act: Act) -> None:
    """What the clock brings about: reminders, then what they announced; then the register."""
    case = model.case
    for moment in model.reminder_moments:
        if moment <= model.now and case.since:
            case.reminded.add((case.since, moment))
    for one in model.endorsements:
        waits = one.state in UNANSWERED and case.state != "draft"
        if (waits or one.state in CURRENT | {"stale"}) and model.over(one):
            model.moved(one, "expired")
            case.version += 1
    if case.state in {"returned", "approved_with_conditions"} and model.lapses:
        model.moved(case, "lapsed")
        case.since = model.now
        release(model)
    if case.state == "declined" and not model.held:
        release(model)
    if case.state in APPROVED and not model.held and model.listing is None:
        publish(model)


def publish(model: Model) -> None:
    model.listing = Listing("published", 2, add_calendar_days(model.now, CYCLE_DAYS))
    model.records += 2
    for need in model.needs:
        if "case" in need.answered_by and need.state in {"open", "taken_up"}:
            model.moved(need, "met")


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
    "review.assign": assign,
    "endorsement.invite": invite,
    "endorsement.draft": draft,
    "endorsement.sign": sign,
    "endorsement.hand_on": hand_on,
    "need.state": state_need,
    "rival.create": begin_rival,
    "rival.withdraw": end_rival,
}
