"""What is new on a case for one reader, of what they may read (docs/adr/0017-contributions.md)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, F, Q, When

from partners.models import User
from proposals import selectors as cases
from proposals.codesign.models import Endorsement
from proposals.document.canonical import diff
from proposals.document.declaration import section
from proposals.models import Revision
from proposals.selectors import Access
from proposals.suggestions import selectors as suggestions
from proposals.suggestions.models import Suggestion
from proposals.talk import selectors as talk
from proposals.talk.models import Comment, Thread
from proposals.writing.models import LastLook
from workflow.models import TransitionRecord

SHOWN = 10  # of each kind; the pages of the case show all


@dataclass(frozen=True)
class News:
    """Marking it as seen marks it up to `until` and `revision`, and nothing that came after the page was drawn.

    `until` is the moment of the newest of it. `since` is None before the first visit. Each holds `SHOWN` at most.
    """

    since: datetime | None
    until: datetime
    revision: int
    sections: list[str]
    answers: list[Comment]
    settled: list[Thread]
    decisions: list[Suggestion]
    stale: dict[Endorsement, datetime]
    moves: list[TransitionRecord]

    def __bool__(self) -> bool:
        return any([self.sections, self.answers, self.settled, self.decisions, self.stale, self.moves])


def news(access: Access, person: User) -> News:
    """A fixed number of queries."""
    look = LastLook.objects.filter(proposal=access.proposal, person=person).first()
    since = look.seen_at if look else None
    moment = since or _first_moment(access, person)
    mine = talk.threads(access).filter(comments__author=person).order_by().values("pk")
    settled = talk.threads(access).filter(pk__in=mine, resolved_at__gt=moment).exclude(resolved_by=person)
    decided = suggestions.suggestions(access).filter(author=person, answered_at__gt=moment)
    moves = cases.history(access).filter(machine="proposal", at__gt=moment).exclude(actor=person)
    now = cases.readable_revisions(access).first()
    found = News(
        since=since,
        until=moment,
        revision=now.number if now else 0,
        sections=_sections(access, look, moment, now),
        answers=list(talk.since(access, moment, person).filter(thread__in=mine).order_by("-at")[:SHOWN]),
        settled=list(settled.order_by("-resolved_at")[:SHOWN]),
        decisions=list(decided.exclude(answered_by=person).order_by("-answered_at")[:SHOWN]),
        stale=_stale(access, person, moment),
        moves=list(moves.order_by("-id")[:SHOWN]) if since else [],  # before the first visit they are no news
    )
    return replace(found, until=_newest(found, now))


def _newest(found: News, now: Revision | None) -> datetime:
    moments = [found.until, *(row.at for row in found.moves), *found.stale.values()]
    moments += [row.edited_at or row.at for row in found.answers]
    moments += [row.resolved_at for row in found.settled if row.resolved_at]
    moments += [row.answered_at for row in found.decisions if row.answered_at]
    return max([*moments, now.at] if now else moments)


def _first_moment(access: Access, person: User) -> datetime:
    """Before the first visit: what came since they were invited, or since the case began."""
    row = Endorsement.objects.filter(proposal=access.proposal, person=person).order_by("invited_at").first()
    return row.invited_at if row else access.proposal.created_at


def _sections(access: Access, look: LastLook | None, moment: datetime, now: Revision | None) -> list[str]:
    readable = cases.readable_revisions(access)
    seen = Q(number__lte=look.revision) if look else Q(at__lte=moment)
    newest_seen_else_oldest = Case(When(seen, then=F("number")), default=-F("number")).desc()
    before = readable.order_by(newest_seen_else_oldest).first()
    if now is None or before is None or before.number >= now.number:
        return []
    changed = {one.section for one in diff(before.content, now.content)}
    return [f"{key}. {section(key).title}" for key in sorted(changed)]


def _stale(access: Access, person: User, moment: datetime) -> dict[Endorsement, datetime]:
    """Endorsements that an edit made stale since, and when: all of them for the institution, a partner's own for a
    partner."""
    if access.of_province:
        return {}
    rows = Endorsement.objects.filter(proposal=access.proposal, state="stale").select_related("organisation")
    if not access.of_institution:
        rows = rows.filter(person=person)
    marked = TransitionRecord.objects.filter(
        case_id=access.proposal.pk, machine="endorsement", transition="mark_stale", at__gt=moment
    )
    moments = dict(marked.order_by("id").values_list("subject_id", "at"))
    found = {row: moments[row.pk] for row in rows if row.pk in moments}
    return dict(list(found.items())[:SHOWN])
