"""A plain form for each section, made from the declaration. Repeating items are edited as numbered groups.

"Add another", "up", "down", "remove" and "find" are submit buttons (`add-<field>`, `up-<field>-<n>`, …): they work
without JavaScript and keep everything that was typed.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from proposals.document import codes
from proposals.document.declaration import section
from proposals.document.inputs import CODE_LISTS, form_field, plain, too_many_words
from proposals.document.items import KEY, keyed, keys, referable
from proposals.document.shapes import Field, Kind, Section
from proposals.document.translation import outdated

LANGUAGES = (("en", gettext_lazy("English")), ("fr", gettext_lazy("French")))
ACTIONS = ("add-", "up-", "down-", "remove-", "find-", "again-")
FOUND = 12
Document = Mapping[str, Mapping[str, Any]]


class SectionForm(forms.Form):
    """Use `section_form`. `groups` lists what the template draws: plain fields, pairs of languages, items, codes.

    `comments` may be set to {place: number}, to be shown beside the fields.
    """

    def __init__(
        self,
        declared: Section,
        data: Any = None,
        content: Mapping[str, Any] | None = None,
        document: Document | None = None,
    ) -> None:
        self.declared = declared
        self.comments: Mapping[str, int] = {}
        self.content = content or {}
        self.document = document or {}
        self.counts = {f.key: self._count(f, data) for f in declared.fields if f.kind == Kind.ITEMS}
        super().__init__(data, initial=self._initial())
        for field in declared.fields:
            self._add(field)

    @property
    def groups(self) -> list[dict[str, Any]]:
        return [
            self._group(field) | {"comments": self.comments.get(f"{self.declared.key}.{field.key}", 0)}
            for field in self.declared.fields
            if field.kind != Kind.DECLARATION
        ]

    @property
    def confirmed(self) -> frozenset[str]:
        """Fields of which the writer says that both languages say the same."""
        return frozenset(f.key for f in self.declared.fields if f.bilingual and self.data.get(f"{f.key}_checked"))

    def to_content(self) -> dict[str, Any]:
        """The section's JSON value; call it after `is_valid()`. An `unkept` field keeps what was stored before, and
        fields that this form does not show are kept."""
        value = {f.key: self.content[f.key] for f in self.declared.fields if self._hidden(f)}
        for field in self.declared.fields:
            if not self._hidden(field):
                found = self._value(field)
                if found not in (None, "", [], {}):
                    value[field.key] = found
        return value

    def changed_items(self) -> "SectionForm | None":
        """The same form after one of its own buttons, with what was typed; None where none was pressed."""
        pressed = next((key for key in self.data if key.startswith(ACTIONS)), None)
        if pressed is None:
            return None
        action, _dash, rest = pressed.partition("-")
        data = self.data.copy()
        for key in [key for key in data if key.startswith(ACTIONS)]:
            del data[key]
        field, _dash, number = (rest, "", "") if action in {"add", "find", "again"} else rest.rpartition("-")
        if field in self.counts:
            stored = keys(self.content.get(field) or [])
            self._write(data, field, _moved(self._typed_items(field), action, number, stored))
        return SectionForm(self.declared, data, self.content, self.document)

    def _write(self, data: Any, field: str, items: list[dict[str, list[str]]]) -> None:
        for name in [name for name in data if name.startswith(f"{field}-")]:
            del data[name]
        for index, item in enumerate(items):
            for part, texts in item.items():
                data.setlist(f"{field}-{index}-{part}", texts)
        data[f"{field}-count"] = str(len(items))

    def _typed_items(self, key: str) -> list[dict[str, list[str]]]:
        parts = [KEY, *(part.key for part in self.declared.field(key).item)]
        names = [[(part, f"{key}-{index}-{part}") for part in parts] for index in range(self.counts[key])]
        return [{part: self.data.getlist(name) for part, name in row if name in self.data} for row in names]

    def _hidden(self, field: Field) -> bool:
        return field.kind == Kind.DECLARATION and field.key in self.content

    def _count(self, field: Field, data: Any) -> int:
        """Rows shown: what was typed, else what is stored and at least one."""
        limit = field.max_items or 20
        if data is not None:
            typed = data.get(f"{field.key}-count", "")
            if typed.isdecimal():
                return min(int(typed), limit)
        return max(len(self.content.get(field.key) or []), 1)

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for field in self.declared.fields:
            value = self.content.get(field.key)
            if field.kind == Kind.ITEMS:
                stored = value or []
                for index, item in enumerate(stored):
                    initial[f"{field.key}-{index}-{KEY}"] = keys(stored)[index]
                    for part in field.item:
                        initial[f"{field.key}-{index}-{part.key}"] = item.get(part.key)
            elif field.bilingual:
                for language, _name in LANGUAGES:
                    initial[f"{field.key}_{language}"] = (value or {}).get(language)
            else:
                initial[field.key] = value
        return initial

    def _add(self, field: Field) -> None:
        if field.kind == Kind.DECLARATION:
            return
        if field.kind == Kind.ITEMS:
            for index in range(self.counts[field.key]):
                self._add_item(field, index)
        elif field.bilingual:
            for language, name in LANGUAGES:
                self.fields[f"{field.key}_{language}"] = form_field(field, suffix=f" ({name})")
        elif field.kind in CODE_LISTS:
            find = forms.CharField(required=False, max_length=80, label=_("Find by code or words"))
            self.fields[f"{field.key}-find"] = find
            self.fields[field.key] = form_field(field, choices=self._codes(field))
        else:
            self.fields[field.key] = form_field(field)

    def _add_item(self, field: Field, index: int) -> None:
        prefix = f"{field.key}-{index}"
        self.fields[f"{prefix}-{KEY}"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
        for part in field.item:
            name = f"{prefix}-{part.key}"
            choices = self._references(part, name) if part.kind == Kind.REFERENCES else None
            self.fields[name] = form_field(part, choices=choices)

    def _references(self, part: Field, name: str) -> list[tuple[str, str]]:
        """The items as they stand, and whatever is still ticked though its item is gone."""
        items = referable(self.document, part)
        first = section(part.refers_to[0]).field(part.refers_to[1]).item[0].key
        known = {key: f"{place}. {item.get(first) or ''}" for place, (key, item) in enumerate(_with_keys(items), 1)}
        ticked = self.data.getlist(name) if self.is_bound else self.initial.get(name) or []
        gone = {
            str(one): _("%(number)s (no longer there)") % {"number": one} for one in ticked if str(one) not in known
        }
        return list({**known, **gone}.items())

    def _codes(self, field: Field) -> list[tuple[str, str]]:
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        chosen = self.data.getlist(field.key) if self.is_bound else self.initial.get(field.key) or []
        words = self.data.get(f"{field.key}-find", "") if self.is_bound else ""
        found = codes.find(field.kind, words, FOUND) if words.strip() else []
        return [(code, codes.title(field.kind, code, language)) for code in dict.fromkeys([*chosen, *found])]

    def _clean(self, name: str) -> Any:
        """What was typed, or what is stored where the typed value cannot be kept."""
        if name in self.unkept:
            return plain(self.initial.get(name))
        return self[name].data.strip() if name in self.errors else plain(self.cleaned_data.get(name))

    @cached_property
    def unkept(self) -> list[str]:
        """Names of fields whose typed value is not fit to be kept; call it after `is_valid()`."""
        return [name for name, errors in self.errors.items() if not too_many_words(errors)]

    def _value(self, field: Field) -> Any:
        if field.kind == Kind.DECLARATION:
            return None
        if field.kind == Kind.ITEMS:
            return self._items(field)
        if field.bilingual:
            texts = {language: self._clean(f"{field.key}_{language}") for language, _name in LANGUAGES}
            return {language: text for language, text in texts.items() if text}
        return self._clean(field.key)

    def _items(self, field: Field) -> list[dict[str, Any]]:
        items = []
        for index in range(self.counts[field.key]):
            prefix = f"{field.key}-{index}"
            item = {part.key: self._clean(f"{prefix}-{part.key}") for part in field.item}
            item = {key: one for key, one in item.items() if one not in (None, "", [])}
            if any(one is not False for one in item.values()):
                items.append((str(self.cleaned_data.get(f"{prefix}-{KEY}") or ""), item))
        return keyed(items)

    def _group(self, field: Field) -> dict[str, Any]:
        group: dict[str, Any] = {"field": field, "kind": "plain", "fields": []}
        if field.kind == Kind.ITEMS:
            count = self.counts[field.key]
            rows = [[self[name] for name in self._names(field, index)] for index in range(count)]
            return group | {"kind": "items", "rows": rows, "count": count, "full": count >= (field.max_items or 20)}
        if field.bilingual:
            pair = [self[f"{field.key}_{one}"] for one, _name in LANGUAGES]
            return group | {"kind": "bilingual", "fields": pair, "outdated": outdated(self.content.get(field.key))}
        if field.kind in CODE_LISTS:
            searched = bool(self.data.get(f"{field.key}-find", "").strip()) if self.is_bound else False
            return group | {
                "kind": "codes",
                "find": self[f"{field.key}-find"],
                "searched": searched,
                "fields": [self[field.key]],
            }
        return group | {"fields": [self[field.key]]}

    def _names(self, field: Field, index: int) -> list[str]:
        return [f"{field.key}-{index}-{part}" for part in (KEY, *(part.key for part in field.item))]


def section_form(
    key: str,
    data: Any = None,
    content: Mapping[str, Any] | None = None,
    document: Document | None = None,
    *,
    without: Collection[str] = (),
) -> SectionForm:
    """`content` is the section's own value, `document` the whole (for what refers to other sections); `without` are
    empty fields that are not asked for.

    Raises:
        KeyError: no such section.
    """
    declared = section(key)
    asked = tuple(field for field in declared.fields if field.key not in without)
    return SectionForm(replace(declared, fields=asked), data, content, document)


def _with_keys(items: Any) -> list[tuple[str, Mapping[str, Any]]]:
    return list(zip(keys(items), items, strict=True))


def _moved(
    items: list[dict[str, list[str]]], action: str, number: str, stored: list[str]
) -> list[dict[str, list[str]]]:
    """A new item never takes the key of a stored one that was removed beside it."""
    if action == "add":
        used = [*stored, *(key for item in items for key in item.get(KEY, []) if key)]
        fresh = max([len(items), *(int(key) for key in used if key.isdecimal())]) + 1
        return [*items, {KEY: [str(fresh)]} if used else {}]
    index = int(number) if number.isdecimal() and len(number) < 4 else len(items)
    if index >= len(items):
        return items
    item = items.pop(index)
    if action == "up":
        items.insert(max(index - 1, 0), item)
    elif action == "down":
        items.insert(index + 1, item)
    return items
