"""One proposal as JSON, HTML or PDF, and a list of cases as a table. Readers get what they may read, no more."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from partners.actors import Actor
from proposals import selectors
from proposals.document.display import display
from proposals.exchange.packed import packed
from proposals.exchange.spreadsheet import to_csv, to_xlsx
from proposals.models import Proposal
from proposals.pdf import tagged
from proposals.queue import lines
from proposals.selectors import Access

MOST_CASES = 10_000


def as_json(access: Access) -> bytes:
    """What `reading.read` takes in again, byte for byte."""
    return packed([selectors.content(access)])


def as_html(access: Access, language: str) -> bytes:
    """A page that stands alone: no script, no address to load from."""
    content = selectors.content(access)
    title = content.get("A", {}).get("title") or {}
    context = {
        "access": access,
        "title": title.get(language) or title.get("en") or title.get("fr") or "",
        "revision": selectors.readable_revision(access),
        "sections": display(content, language),
        "language": language,
    }
    return render_to_string("exchange/document.html", context).encode()


def as_pdf(access: Access, language: str) -> bytes:
    """Raises proposals.pdf.PdfUnavailable."""
    return tagged(as_html(access, language).decode())


def cases(actor: Actor, found: Iterable[Proposal], extension: str) -> bytes:
    """`extension` is "csv" or "xlsx"; at most MOST_CASES, and a fixed number of queries."""
    rows = [[_("Number"), _("Title (English)"), _("Title (French)"), _("Institution"), _("State")]]
    rows[0] += [_("Whose turn"), _("Since"), _("Due"), _("Clock")]
    for line in lines(actor, found):
        access, proposal = line.access, line.proposal
        since, due = (moment.date().isoformat() if moment else "" for moment in (access.since, access.due))
        titles = [proposal.number, proposal.title, proposal.title_fr, proposal.lead.name]
        rows.append(
            [
                *titles,
                access.state_label,
                str(access.turn.label),
                since,
                due,
                str(access.mark.label) if access.mark else "",
            ]
        )
    return to_csv(rows) if extension == "csv" else to_xlsx([(_("Proposals"), rows)])
