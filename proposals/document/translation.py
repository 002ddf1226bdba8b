"""Is the other language out of date? A bilingual value is {"en": …, "fr": …}, with "outdated": "fr" where it is."""

from collections.abc import Mapping
from typing import Any

from proposals.document.canonical import OUTDATED, meaning
from proposals.document.shapes import Section

LANGUAGES = ("en", "fr")


def marked(
    section: Section, before: Mapping[str, Any], after: Mapping[str, Any], confirmed: frozenset[str]
) -> dict[str, Any]:
    """`after` with its marks: one language changed and the other did not, so the other has to be looked at.

    `confirmed` are keys of fields of which a person says that both languages say the same.
    """
    value = dict(after)
    for field in section.fields:
        texts = value.get(field.key)
        if field.bilingual and isinstance(texts, Mapping):
            value[field.key] = _marked(before.get(field.key) or {}, texts, field.key in confirmed)
    return value


def texts_of(value: Any) -> dict[str, str]:
    """{language: text} of what is written in a bilingual value, without its mark."""
    texts = value if isinstance(value, Mapping) else {}
    return {language: str(texts[language]) for language in LANGUAGES if str(texts.get(language) or "").strip()}


def _marked(before: Mapping[str, Any], after: Mapping[str, Any], confirmed: bool) -> dict[str, Any]:
    texts = texts_of(after)
    if len(texts) < len(LANGUAGES) or confirmed:
        return texts
    changed = [language for language in LANGUAGES if meaning(before.get(language)) != meaning(texts[language])]
    outdated = before.get(OUTDATED)
    if len(changed) == 1:
        other = next(language for language in LANGUAGES if language not in changed)
        begun = before.get(other) and before.get(changed[0])
        outdated = other if begun and outdated != changed[0] else None
    elif changed:
        outdated = None
    return {**texts, OUTDATED: outdated} if outdated else texts


def outdated(value: Any) -> str:
    """The language that has to be looked at, or ""."""
    return str(value.get(OUTDATED) or "") if isinstance(value, Mapping) else ""
