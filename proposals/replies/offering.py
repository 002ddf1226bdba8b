"""Which conversation a mail is answered in, as whom, and who will read it."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import stopping
from notifications.models import Notice
from partners import guests, typed
from partners.actors import Actor
from proposals.selectors import Access
from proposals.talk import selectors as talk
from proposals.talk.models import Lane, Thread
from workflow.states import ENDED

NAMED = 6  # readers by name; a mail is no list of addresses


def readers(notice: Notice, rows: list[Notice]) -> str:
    """Who will read an answer to this mail, as a sentence in the active language; "" where it can't be answered.

    `settings.NOTICE_ANSWERS`.
    """
    thread = thread_of(rows)
    actor = speaker(notice, rows) if thread else None
    if actor is None:
        return ""
    try:
        access, found = talk.get_thread(actor, thread)
    except Http404:
        return ""
    if found.resolved_at is not None or ended(access):
        return ""
    return _sentence(access, found)


def thread_of(rows: list[Notice]) -> str:
    """The key of the one conversation that the mail tells of; "" where it tells of none or of several."""
    found = {row.context.get("thread") for row in rows}
    return str(found.pop() or "") if len(found) == 1 else ""


def speaker(notice: Notice, rows: list[Notice]) -> Actor | None:
    """The reader of the mail; None for somebody who may not act any more, or a guest whose link does not open."""
    person = notice.recipient
    if person is None or not person.is_active:
        return None
    if not person.is_guest:
        return Actor(person)
    links = [row.guest_link for row in rows if row.guest_link is not None and not guests.end_of(row.guest_link)]
    return Actor(person, guest_link=links[0]) if links else None


def ended(access: Access) -> bool:
    """As its reader may know it: a decision that is held back has not been taken."""
    return access.state in ENDED


def rows_of(notice: Notice) -> list[Notice]:
    return stopping.rows_of(notice)


def _sentence(access: Access, thread: Thread) -> str:
    people = talk.readers(access)[thread.lane]
    names = ", ".join(typed.plain_line(reader.user.name) for reader in people[:NAMED])
    if len(people) > NAMED:
        more = len(people) - NAMED
        names = ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
            "names": names,
            "more": more,
        }
    return _("It is a record that the public can request, and will be read by %(names)s (%(lane)s).") % {
        "lane": Lane(thread.lane).label,
        "names": names,
    }
