"""What is missing or doubtful, each with a sentence and its place. Blocking or advice, as the framework says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from proposals.document.canonical import meaning
from proposals.document.declaration import SECTIONS, section
from proposals.document.items import keys
from proposals.document.places import values
from proposals.document.shapes import Field, Kind, Requirement
from proposals.document.translation import outdated, texts_of

Content = Mapping[str, Mapping[str, Any]]
Limits = Mapping[str, Any]
TITLE_WORDS = (
    "diploma", "degree", "certificate", "bachelor", "master", "doctor", "national", "nova scotia",
    "diplôme", "certificat", "baccalauréat", "maîtrise", "doctorat", "nouvelle-écosse",
)  # fmt: skip
WEAK_VERBS = ("know", "understand", "appreciate", "be aware")
REQUIRED = frozenset({Requirement.CREATE, Requirement.SUBMIT})
REQUIRED_RULE, OPTIONAL, OFF = "required", "optional", "off"


@dataclass(frozen=True)
class ReadinessFacts:
    """What the document cannot know by itself.

    `names` are organisations that a title must not name; `title_taken` is the record number of a live proposal of the
    same institution with the same title, or "".
    """

    endorsements_current: int
    endorsements_stale: int
    today: date
    near_duplicates: tuple[str, ...] = ()
    authors_endorsing: bool = False
    names: tuple[str, ...] = ()
    title_taken: str = ""


@dataclass(frozen=True)
class Finding:
    key: str
    sentence: str
    section: str
    field: str
    blocking: bool


def check(content: Content, facts: ReadinessFacts, limits: Limits) -> list[Finding]:
    """Every finding, blocking ones first, then in the document's order."""
    blocking = set(limits.get("blocking", ()))
    found = [
        Finding(key, sentence, place[0], place[1], key in blocking)
        for key, sentence, place in _all(content, facts, limits)
        if rule(limits, *place) != OFF
    ]
    return sorted(found, key=lambda finding: (not finding.blocking, finding.section))


def rule(limits: Limits, key: str, name: str) -> str:
    """What the framework asks of a field: "required", "optional", "off"."""
    said = limits.get("fields", {}).get(key, {}).get(name, {}).get("rule")
    if said:
        return str(said)
    declared = next((field for field in section(key).fields if field.key == name), None)
    return REQUIRED_RULE if declared and declared.requirement in REQUIRED else OPTIONAL


def most_words(limits: Limits, key: str, field: Field) -> int:
    """The framework's limit of a section's field, or the declaration's; 0 where there is none."""
    return limits.get("fields", {}).get(key, {}).get(field.key, {}).get("max_words") or field.max_words


def not_asked(limits: Limits, key: str, content: Mapping[str, Any]) -> frozenset[str]:
    """Fields of a section that the framework leaves out and in which nothing was written."""
    names = [field.key for field in section(key).fields if rule(limits, key, field.key) == OFF]
    return frozenset(name for name in names if meaning(content.get(name)) is None)


def begun(content: Content) -> list[str]:
    """Titles of what co-design needs and is not begun: title, need statement, one competency."""
    wanted = (("A", "title"), ("C", "need_statement"), ("E", "competencies"))
    return [str(section(key).field(name).label) for key, name in wanted if _empty(content, key, name)]


def completeness(content: Content, limits: Limits) -> dict[str, tuple[int, int]]:
    """{section: (required fields that are filled, required fields)}."""
    wanted = {one.key: [f.key for f in one.fields if rule(limits, one.key, f.key) == REQUIRED_RULE] for one in SECTIONS}
    return {
        key: (sum(not _unfilled(content, key, name) for name in names), len(names)) for key, names in wanted.items()
    }


Raw = tuple[str, str, tuple[str, str]]


def _all(content: Content, facts: ReadinessFacts, limits: Limits) -> Iterator[Raw]:
    yield from _required(content, limits)
    yield from _title(content, facts, limits)
    yield from _long(content, limits)
    yield from _languages(content)
    yield from _approval(content, facts)
    yield from _evidence(content, facts, limits)
    yield from _competencies(content)
    yield from _assessments(content)
    yield from _hours(content, limits)
    yield from _credit(content)
    yield from _partners(content, facts)


def _required(content: Content, limits: Limits) -> Iterator[Raw]:
    for one in SECTIONS:
        for field in one.fields:
            if rule(limits, one.key, field.key) == REQUIRED_RULE and _unfilled(content, one.key, field.key):
                sentence = _("%(section)s: “%(field)s” is missing.")
                yield (
                    "required_missing",
                    sentence % {"section": one.title, "field": field.label},
                    (one.key, field.key),
                )


def _title(content: Content, facts: ReadinessFacts, limits: Limits) -> Iterator[Raw]:
    title = texts_of(_value(content, "A", "title"))
    for text in title.values():
        if len(str(text)) > limits["title_chars"]:
            yield "title_too_long", _("The title is too long."), ("A", "title")
        for word in TITLE_WORDS:
            if word in str(text).lower():
                yield (
                    "title_word",
                    _("The title says “%(word)s”, which promises more.") % {"word": word},
                    ("A", "title"),
                )
    for product in facts.names:
        if any(re.search(rf"\b{re.escape(product.casefold())}\b", str(text).casefold()) for text in title.values()):
            sentence = _("The title names an organisation: “%(name)s”.")
            yield "title_names_organisation", sentence % {"name": product}, ("A", "title")
    if facts.title_taken:
        sentence = _("Your institution has a live proposal with this title: %(number)s.")
        yield "title_taken", sentence % {"number": facts.title_taken}, ("A", "title")
    low, high = limits["summary_words"]
    for text in texts_of(_value(content, "A", "summary")).values():
        words = len(str(text).split())
        declared = section("A").field("summary").max_words or high
        if words and not low <= words <= high and words <= declared:
            yield (
                "summary_words",
                _("The summary has %(count)d words; %(low)d to %(high)d are asked for.")
                % {"count": words, "low": low, "high": high},
                ("A", "summary"),
            )


def _long(content: Content, limits: Limits) -> Iterator[Raw]:
    """Somebody may write more than is asked for, and cut it later."""
    for place, value in values(content):
        section_key, field_key, *_rest = place.name.split(".")
        most = most_words(limits, section_key, place.field)
        count = len(str(value).split()) if most else 0
        if count > most:
            sentence = _("%(place)s: %(count)d words; at most %(limit)d.")
            named = {"place": place.label, "count": count, "limit": most}
            yield "too_many_words", sentence % named, (section_key, field_key)


def _languages(content: Content) -> Iterator[Raw]:
    for one in SECTIONS:
        for field in one.fields:
            texts = _value(content, one.key, field.key) if field.bilingual else None
            if not isinstance(texts, Mapping):
                continue
            missing = [language for language in ("en", "fr") if not str(texts.get(language) or "").strip()]
            if missing == ["fr"]:
                sentence = _("“%(field)s” is missing in French.")
                yield "french_missing", sentence % {"field": field.label}, (one.key, field.key)
            elif missing == ["en"]:
                sentence = _("“%(field)s” is missing in English.")
                yield "english_missing", sentence % {"field": field.label}, (one.key, field.key)
            elif outdated(texts):
                sentence = _("“%(field)s”: one language changed after the other. Look at it again.")
                yield "translation_outdated", sentence % {"field": field.label}, (one.key, field.key)


def _approval(content: Content, facts: ReadinessFacts) -> Iterator[Raw]:
    when = _date(_value(content, "B", "approval_date"))
    if when and when > facts.today:
        sentence = _("The institutional approval is dated in the future.")
        yield "approval_in_future", sentence, ("B", "approval_date")


def _evidence(content: Content, facts: ReadinessFacts, limits: Limits) -> Iterator[Raw]:
    items = _items(content, "C", "evidence")
    kinds = {item.get("type") for item in items}
    if items and (len(items) < 2 or not {"data", "employer"} <= kinds):
        sentence = _("Give at least two pieces of evidence: one from data and one from an employer.")
        yield "evidence_too_few", sentence, ("C", "evidence")
    oldest = facts.today - timedelta(days=30 * limits["evidence_months"])
    for number, item in enumerate(items, 1):
        when = _date(item.get("date"))
        if when and when < oldest:
            yield "evidence_old", _("Evidence %(number)d is old.") % {"number": number}, ("C", "evidence")


def _competencies(content: Content) -> Iterator[Raw]:
    covered = set()
    for item in _items(content, "F", "assessments"):
        if item.get("stage") == "summative":
            covered |= {str(number).strip() for number in item.get("covers") or []}
    competencies = _items(content, "E", "competencies")
    for number, (key, item) in enumerate(zip(keys(competencies), competencies, strict=True), 1):
        if key not in covered:
            sentence = _("Competency %(number)d has no summative assessment.") % {"number": number}
            yield "competency_without_summative", sentence, ("F", "assessments")
        if not str(item.get("outcome") or "").strip():
            sentence = _("Competency %(number)d has no learning outcome.") % {"number": number}
            yield "competency_without_outcome", sentence, ("E", "competencies")
        verb = next((v for v in WEAK_VERBS if str(item.get("statement", "")).lower().startswith(v)), "")
        if verb:
            sentence = _("Competency %(number)d begins with “%(verb)s”, which nobody can observe.")
            yield "weak_verb", sentence % {"number": number, "verb": verb}, ("E", "competencies")


def _assessments(content: Content) -> Iterator[Raw]:
    known = set(keys(_items(content, "E", "competencies")))
    for number, item in enumerate(_items(content, "F", "assessments"), 1):
        unknown = [one for one in item.get("covers") or [] if str(one).strip() not in known]
        if unknown:
            sentence = _("Assessment %(number)d covers a competency that does not exist: %(which)s.")
            which = {"number": number, "which": ", ".join(map(str, unknown))}
            yield "assessment_covers_unknown", sentence % which, ("F", "assessments")


def _hours(content: Content, limits: Limits) -> Iterator[Raw]:
    total = _value(content, "G", "total_hours")
    if not isinstance(total, int | float):
        return
    if not limits["hours_min"] <= total <= limits["hours_max"]:
        sentence = _("%(hours)g hours are outside the usual range of %(low)d to %(high)d.")
        values = {"hours": total, "low": limits["hours_min"], "high": limits["hours_max"]}
        yield "hours_outside_policy", sentence % values, ("G", "total_hours")
    for name in ("breakdown", "outline"):
        items = _items(content, "G", name)
        added = sum(float(item.get("hours") or 0) for item in items)
        if items and abs(added - total) > 0.01:
            sentence = _("The hours add up to %(added)g, not to %(total)g.") % {"added": added, "total": total}
            yield "hours_do_not_add_up", sentence, ("G", name)
    if (_value(content, "G", "weeks") or 0) >= limits["weeks_warn"]:
        yield "long_duration", _("It takes many weeks for a short credential."), ("G", "weeks")


def _credit(content: Content) -> Iterator[Raw]:
    promised = bool(_value(content, "H", "stack_credit"))
    if promised and not _value(content, "H", "stack_agreement"):
        yield "credit_without_agreement", _("Credit is promised without an agreement."), ("H", "stack_agreement")
    if _value(content, "G", "credit_status") in {"credit", "part_of_credit"}:
        yield "credit_route", _("For credit, another approval may apply as well."), ("G", "credit_status")


def _partners(content: Content, facts: ReadinessFacts) -> Iterator[Raw]:
    if not _items(content, "C", "partners"):
        yield "outside_partner_missing", _("Name at least one partner from outside."), ("C", "partners")
    if not _items(content, "E", "alignments"):
        yield "alignment_missing", _("Align with at least one outside framework."), ("E", "alignments")
    if not facts.endorsements_current:
        yield "endorsement_missing", _("No current endorsement from outside yet."), ("C", "partners")
    if facts.endorsements_stale:
        yield "endorsement_stale", _("An endorsement is stale: ask the partner to read the changes."), ("C", "partners")
    if facts.authors_endorsing:
        yield "author_is_endorser", _("An author is also an endorser."), ("C", "partners")
    for title in facts.near_duplicates:
        yield "near_duplicate", _("This is close to “%(title)s”.") % {"title": title}, ("C", "duplication")


def _value(content: Content, key: str, name: str) -> Any:
    return content.get(key, {}).get(name)


def _items(content: Content, key: str, name: str) -> list[Mapping[str, Any]]:
    value = _value(content, key, name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, Iterable) else []


def _empty(content: Content, key: str, name: str) -> bool:
    return meaning(_value(content, key, name)) is None


def _unfilled(content: Content, key: str, name: str) -> bool:
    if section(key).field(name).kind == Kind.DECLARATION:
        return not (_value(content, key, name) or {}).get("accepted")
    return _empty(content, key, name)


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
