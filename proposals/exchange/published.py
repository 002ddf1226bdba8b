"""Published microcredentials (data/microcredentials/README.md has the keys) as drafts of their institutions.

A file is read whole and checked whole; one fault anywhere, and nothing is written.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import SYSTEM, Actor
from partners.models import Organisation, User
from partners.roles import OrganisationKind, Role
from partners.services import create_organisation, grant_role
from proposals.document.checking import faults
from proposals.models import Proposal
from proposals.services import create_proposal

IMPORTER = "import@tidemark.invalid"
ONLINE = ("online", "en ligne", "flexible remote")
BLENDED = ("hybrid", "comodal", "blended")
TEXT, NUMBER, TEXTS, FLAG, ANY = (str,), (int, float), (list,), (bool,), (object,)
# Every key of a record with its types; None is allowed where the key is not in REQUIRED.
KEYS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "institution", "title", "language", "summary", "source_url"), TEXT),
    **dict.fromkeys(("hours", "weeks", "cost_amount"), NUMBER),
    **dict.fromkeys(("languages_offered", "competencies", "partners", "noc_codes_guess"), TEXTS),
    **dict.fromkeys(("delivery_mode", "duration_text", "credit_status", "credit_value", "cost_currency"), TEXT),
    **dict.fromkeys(("cost_note", "prerequisites", "audience", "assessment_method", "stackability"), TEXT),
    **dict.fromkeys(("naics_sector_guess", "notes", "region", "source_kind", "credential_label"), TEXT),
    **dict.fromkeys(("competencies_basis", "digital_badge_platform"), TEXT),
    "digital_badge": FLAG,
    "other_sources": ANY,
}
REQUIRED = ("id", "institution", "title", "language")
# Which key a place of the document comes from, so that a fault names what stands in the file.
SOURCE_OF = {
    "A.title": "title",
    "A.summary": "summary",
    "B.web_page": "source_url",
    "C.noc": "noc_codes_guess",
    "C.naics": "naics_sector_guess",
    "C.partners": "partners",
    "D.audience": "audience",
    "D.prerequisites": "prerequisites",
    "D.instruction_languages": "languages_offered",
    "E.competencies": "competencies",
    "F.assessments": "assessment_method",
    "G.total_hours": "hours",
    "G.weeks": "weeks",
    "G.credit_status": "credit_status",
    "H.stack_target": "stackability",
    "I.price": "cost_amount",
}


@dataclass(frozen=True)
class RowFault:
    """`row` counts from 1; 0 is the file itself."""

    row: int
    field: str
    sentence: str


@dataclass(frozen=True)
class Draft:
    source_id: str
    institutions: tuple[str, ...]
    content: dict[str, Any]


class NotImported(Exception):
    """The file has faults; nothing was written."""

    def __init__(self, found: list[RowFault]) -> None:
        super().__init__(f"{len(found)} faults")
        self.faults = found


def read(text: str) -> list[Draft]:
    """Raises NotImported with every fault of the file."""
    try:
        records = json.loads(text)
    except ValueError as error:
        raise NotImported([RowFault(0, "", _("This is no JSON: %(error)s") % {"error": error})]) from None
    if not isinstance(records, list):
        raise NotImported([RowFault(0, "", _("Expected a list of records."))])
    found: list[RowFault] = []
    drafts = []
    seen: dict[str, int] = {}
    for row, record in enumerate(records, 1):
        wrong = _shape(row, record)
        if not wrong:
            draft = _draft(record)
            wrong = [RowFault(row, _key_of(fault.place), fault.sentence) for fault in faults(draft.content)]
            if draft.source_id in seen:
                sentence = _("The same id stands in row %(row)d.") % {"row": seen[draft.source_id]}
                wrong.append(RowFault(row, "id", sentence))
            seen.setdefault(draft.source_id, row)
            drafts.append(draft)
        found += wrong
    if found:
        raise NotImported(found)
    return drafts


def write(drafts: list[Draft]) -> int:
    """Make a draft of each that is not there yet, all or none. Returns how many are new."""
    with transaction.atomic():
        return sum(_write(draft) for draft in drafts)


def _write(draft: Draft) -> bool:
    institution = _institution(draft.institutions[0])
    if Proposal.objects.filter(lead=institution, source_id=draft.source_id).exists():
        return False
    create_proposal(
        actor=_importer(institution), institution=institution, content=draft.content, source_id=draft.source_id
    )
    return True


def _institution(name: str) -> Organisation:
    found = Organisation.objects.filter(kind=OrganisationKind.INSTITUTION)
    return (
        found.filter(name__iexact=name).first()
        or found.filter(name_fr__iexact=name).first()
        or create_organisation(kind=OrganisationKind.INSTITUTION, name=name)
    )


def _importer(institution: Organisation) -> Actor:
    """A person without a password, author where something is imported; an administrator can end the role."""
    person = User.objects.filter(email=IMPORTER).first()
    if person is None:
        person = User.objects.create_user(IMPORTER, None, name="Import", is_active=False)
    grant_role(person, institution, Role.AUTHOR, actor=SYSTEM)
    return Actor(person)


def _shape(row: int, record: Any) -> list[RowFault]:
    if not isinstance(record, Mapping):
        return [RowFault(row, "", _("Expected an object."))]
    found = [RowFault(row, str(key), _("There is no such field.")) for key in record if key not in KEYS]
    for key, types in KEYS.items():
        value = record.get(key)
        if value is None:
            if key in REQUIRED:
                found.append(RowFault(row, key, _("This is missing.")))
        elif not isinstance(value, types) or (types is NUMBER and isinstance(value, bool)):
            found.append(RowFault(row, key, _("Expected %(type)s.") % {"type": types[0].__name__}))
    if record.get("language") not in {"en", "fr", None}:
        found.append(RowFault(row, "language", _("Expected en or fr.")))
    return found


def _key_of(place: str) -> str:
    section_field = ".".join(place.split(".")[:2])
    return SOURCE_OF.get(section_field, place)


def _draft(record: Mapping[str, Any]) -> Draft:
    language = record["language"]
    content = {
        "A": {"title": {language: record["title"]}, "summary": _text(record, "summary", language), "kind": "new"},
        "B": {"web_page": _https(record.get("source_url"))},
        "C": {
            "noc": record.get("noc_codes_guess"),
            "naics": [record["naics_sector_guess"]] if record.get("naics_sector_guess") else None,
            "partners": [{"name": name} for name in record.get("partners") or []],
        },
        "D": {
            "audience": record.get("audience"),
            "prerequisites": record.get("prerequisites"),
            "instruction_languages": record.get("languages_offered"),
        },
        "E": {"competencies": [{"statement": text} for text in record.get("competencies") or []]},
        "F": {"assessments": [{"description": record["assessment_method"]}] if record.get("assessment_method") else []},
        "G": {
            "total_hours": record.get("hours"),
            "weeks": record.get("weeks"),
            "credit_status": record.get("credit_status"),
            "mode": _mode(record.get("delivery_mode") or ""),
            "methods": record.get("delivery_mode"),
            "intake": record.get("duration_text"),
        },
        "H": {"stack_target": record.get("stackability")},
        "I": _cost(record),
    }
    kept = {key: {name: one for name, one in values.items() if one} for key, values in content.items()}
    institutions = tuple(name.strip() for name in record["institution"].split(";"))
    if len(institutions) > 1:
        kept["B"]["co_applicants"] = list(institutions[1:])
    return Draft(record["id"], institutions, {key: values for key, values in kept.items() if values})


def _text(record: Mapping[str, Any], key: str, language: str) -> dict[str, str] | None:
    return {language: record[key]} if record.get(key) else None


def _https(url: str | None) -> str | None:
    """Only addresses that a register may show; many published ones are still plain http."""
    return url.replace("http://", "https://", 1) if url else None


def _mode(text: str) -> str | None:
    lowered = text.lower()
    if lowered.startswith(ONLINE):
        return "online"
    return "blended" if lowered.startswith(BLENDED) else None


def _cost(record: Mapping[str, Any]) -> dict[str, Any]:
    """A price in another currency is kept as a note, not as a figure."""
    amount, currency = record.get("cost_amount"), record.get("cost_currency")
    note = record.get("cost_note") or ""
    if amount and currency not in {None, "CAD"}:
        return {"price_contains": f"{amount} {currency}. {note}".strip()}
    return {"price": amount, "price_contains": note}
