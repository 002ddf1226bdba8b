"""Endorsements, the listing, needs and time, in the model."""

from datetime import timedelta

from tests.machines.described import COVERED, CYCLE_DAYS, INVITATION_DAYS, RENEWAL_NOTICE, VALID_DAYS
from tests.machines.model import (
    APPROVED,
    CURRENT,
    GATE,
    NOT_YOURS,
    OPEN,
    STALE,
    UNANSWERED,
    WRONG_STATE,
    Act,
    Endorsement,
    Listing,
    Model,
    Need,
    Subject,
)
from tests.machines.moves_of_case import release
from workflow.calendar import add_calendar_days, end_of_day

WAITS = {"minutes": timedelta(minutes=11), "days": timedelta(days=10), "months": timedelta(days=61)}
WAITS["years"] = timedelta(days=800)


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
    role = {"other_author": "author", "other_signatory": "signatory"}.get(act.who)
    standing = frozenset({role} if role else ())
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
