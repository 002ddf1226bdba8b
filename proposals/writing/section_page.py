"""What stands beside the form of a section: when it was kept, who else is there, what saving does, what is missing."""

from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import User
from proposals.document.forms import SectionForm
from proposals.document.readiness import Finding
from proposals.facts import dossier, findings
from proposals.selectors import Access
from proposals.writing import selectors, services
from proposals.writing.models import SectionSave
from proposals.writing.revising import EditEffect
from workflow import clocks

CLASSES = {
    "editorial": lambda: _("editorial"),
    "minor": lambda: _("minor"),
    "substantive": lambda: _("substantive"),
}


@dataclass(frozen=True)
class SectionPage:
    """`waiting` is the newest save that no revision holds yet; `effect` is of saving what the form holds."""

    version: int
    last: SectionSave | None
    waiting: bool
    others: list[User]
    effect: EditEffect
    findings: list[Finding]


def section_page(access: Access, key: str, person: User, *, form: SectionForm | None) -> SectionPage:
    """`form` is what somebody typed, if anything; otherwise the section as it stands."""
    case = dossier(access.proposal)
    value = case.content.get(key, {})
    if form is not None and form.is_valid():
        value = form.to_content()
    last = selectors.last_save(access.proposal, key)
    return SectionPage(
        version=last.version if last else 0,
        last=last if last and last.version else None,
        waiting=bool(last and last.version and last.revision_id is None),
        others=selectors.others_present(access.proposal, key, person),
        effect=services.effect_of_saving(access.proposal, key, value),
        findings=[one for one in findings(case, clocks.now()) if one.section == key],
    )


def status_lines(page: SectionPage) -> list[str]:
    """Sentences for a person, in order of weight."""
    lines = []
    if page.others:
        names = ", ".join(person.name for person in page.others)
        lines.append(_("Also in this section now: %(names)s.") % {"names": names})
    if page.last:
        at = formats.time_format(timezone.localtime(page.last.at), "TIME_FORMAT")
        if page.waiting:
            lines.append(_("Kept at %(time)s (%(name)s).") % {"time": at, "name": page.last.author.name})
    lines += effect_lines(page.effect)
    return lines


def effect_lines(effect: EditEffect) -> list[str]:
    """What saving does: which class of change it is, what becomes stale, whom it tells."""
    if not effect.change_class:
        return []
    lines = [_("Saving makes a change that is %(class)s.") % {"class": CLASSES[effect.change_class]()}]
    if effect.endorsements:
        names = ", ".join(f"{row.organisation.name} ({row.person.name})" for row in effect.endorsements)
        number = len(effect.endorsements)
        sentence = ngettext(
            "It makes %(number)d endorsement stale and tells whoever signed it: %(names)s.",
            "It makes %(number)d endorsements stale and tells those who signed them: %(names)s.",
            number,
        )
        lines.append(sentence % {"number": number, "names": names})
    else:
        lines.append(_("No endorsement becomes stale, so nobody is asked to endorse again."))
    return lines
