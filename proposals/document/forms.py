"""A plain form for each section, made from the declaration. Repeating items are edited as numbered groups.

"Add another" and "remove" are submit buttons (`add-<field>`, `remove-<field>-<n>`): they work without JavaScript and
keep everything that was typed.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from proposals.document import codes
from proposals.document.declaration import section
from proposals.document.shapes import Field, Kind, Section

LANGUAGES = (("en", _("English")), ("fr", _("French")))
BLANK = (("", "–"),)


class Lines(forms.CharField):
    """One value on each line."""

    widget = forms.Textarea

    def __init__(self, *, max_items: int, allowed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.max_items = max_items
        self.allowed = allowed
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: list[str]) -> None:
        if any("\x00" in line for line in value):
            raise forms.ValidationError(_("The text holds a character that cannot be kept."))
        if self.max_items and len(value) > self.max_items:
            raise forms.ValidationError(_("At most %(count)d."), params={"count": self.max_items})
        if self.allowed is not None:
            unknown = [one for one in value if one not in self.allowed]
            if unknown:
                raise forms.ValidationError(_("Not in the list: %(codes)s."), params={"codes": ", ".join(unknown)})

    def run_validators(self, value: list[str]) -> None:
        """Validated above, as a list."""


class SectionForm(forms.Form):
    """Use `section_form`. `groups` lists what the template draws: plain fields, pairs of languages, items."""

    def __init__(self, declared: Section, data: Any = None, content: Mapping[str, Any] | None = None) -> None:
        self.declared = declared
        self.content = content or {}
        self.counts = {f.key: self._count(f, data) for f in declared.fields if f.kind == Kind.ITEMS}
        super().__init__(data, initial=self._initial())
        for field in declared.fields:
            self._add(field)

    @property
    def groups(self) -> list[dict[str, Any]]:
        return [self._group(field) for field in self.declared.fields if field.kind != Kind.DECLARATION]

    def to_content(self) -> dict[str, Any]:
        """The section's JSON value. Call it after `is_valid()`; fields that this form does not show are kept."""
        value = {f.key: self.content[f.key] for f in self.declared.fields if self._hidden(f)}
        for field in self.declared.fields:
            if not self._hidden(field):
                found = self._value(field)
                if found not in (None, "", [], {}):
                    value[field.key] = found
        return value

    def changed_items(self) -> "SectionForm | None":
        """The same form after "add another" or "remove", with what was typed; None where neither was pressed."""
        pressed = next((key for key in self.data if key.startswith(("add-", "remove-"))), None)
        if pressed is None:
            return None
        action, _dash, rest = pressed.partition("-")
        data = self.data.copy()
        if action == "add":
            field = rest
            items = self._typed_items(field)
            items.append({})
        else:
            field, _dash, number = rest.rpartition("-")
            items = self._typed_items(field)
            if number.isdigit() and int(number) < len(items):
                del items[int(number)]
        for name in [name for name in data if name.startswith(f"{field}-")]:
            del data[name]
        for index, item in enumerate(items):
            for part, text in item.items():
                data[f"{field}-{index}-{part}"] = text
        data[f"{field}-count"] = str(len(items))
        return SectionForm(self.declared, data, self.content)

    def _typed_items(self, key: str) -> list[dict[str, str]]:
        if key not in self.counts:
            return []
        parts = [part.key for part in self.declared.field(key).item]
        return [
            {part: self.data.get(f"{key}-{index}-{part}", "") for part in parts} for index in range(self.counts[key])
        ]

    def _hidden(self, field: Field) -> bool:
        return field.kind == Kind.DECLARATION and field.key in self.content

    def _count(self, field: Field, data: Any) -> int:
        limit = field.max_items or 20
        if data is not None:
            typed = str(data.get(f"{field.key}-count", ""))
            return min(int(typed), limit) if typed.isdecimal() and len(typed) < 4 else 0
        return min(max(len(self.content.get(field.key) or []), 1), limit)

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for field in self.declared.fields:
            value = self.content.get(field.key)
            if field.kind == Kind.ITEMS:
                for index, item in enumerate(value or []):
                    initial |= {f"{field.key}-{index}-{part}": one for part, one in item.items()}
            elif field.bilingual:
                initial |= {f"{field.key}_{language}": text for language, text in (value or {}).items()}
            else:
                initial[field.key] = value
        return initial

    def _add(self, field: Field) -> None:
        if field.kind == Kind.DECLARATION:
            return
        if field.kind == Kind.ITEMS:
            for index in range(self.counts[field.key]):
                for part in field.item:
                    self.fields[f"{field.key}-{index}-{part.key}"] = form_field(part)
        elif field.bilingual:
            for language, name in LANGUAGES:
                self.fields[f"{field.key}_{language}"] = form_field(field, suffix=f" ({name})")
        else:
            self.fields[field.key] = form_field(field)

    def _value(self, field: Field) -> Any:
        if field.kind == Kind.DECLARATION:
            return None
        if field.kind == Kind.ITEMS:
            items = []
            for index in range(self.counts[field.key]):
                item = {
                    part.key: plain(self.cleaned_data.get(f"{field.key}-{index}-{part.key}")) for part in field.item
                }
                item = {key: one for key, one in item.items() if one not in (None, "", [])}
                if any(one is not False for one in item.values()):
                    items.append(item)
            return items
        if field.bilingual:
            texts = {language: self.cleaned_data.get(f"{field.key}_{language}") for language, _name in LANGUAGES}
            return {language: text for language, text in texts.items() if text}
        return plain(self.cleaned_data.get(field.key))

    def _group(self, field: Field) -> dict[str, Any]:
        group: dict[str, Any] = {"field": field, "kind": "plain", "fields": []}
        if field.kind == Kind.ITEMS:
            count = self.counts[field.key]
            rows = [[self[f"{field.key}-{index}-{part.key}"] for part in field.item] for index in range(count)]
            return group | {"kind": "items", "rows": rows, "count": count, "full": count >= (field.max_items or 20)}
        if field.bilingual:
            return group | {"kind": "bilingual", "fields": [self[f"{field.key}_{one}"] for one, _name in LANGUAGES]}
        return group | {"fields": [self[field.key]]}


def section_form(key: str, data: Any = None, content: Mapping[str, Any] | None = None) -> SectionForm:
    """Raises KeyError for an unknown section."""
    return SectionForm(section(key), data, content)


def plain(value: Any) -> Any:
    """JSON's own types."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def form_field(field: Field, suffix: str = "") -> forms.Field:
    """Nothing is required while writing: the readiness panel says what is missing, and the gates ask it."""
    common = {"label": f"{field.label}{suffix}" if suffix else field.label, "help_text": field.hint, "required": False}
    match field.kind:
        case Kind.INTEGER:
            return forms.IntegerField(min_value=_int(field.minimum), max_value=_int(field.maximum), **common)
        case Kind.DECIMAL:
            return forms.FloatField(min_value=field.minimum, max_value=field.maximum, **common)
        case Kind.BOOLEAN:
            return forms.BooleanField(**common)
        case Kind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=(*BLANK, *field.choices), **common)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=field.choices, widget=forms.CheckboxSelectMultiple, **common)
        case Kind.STRINGS:
            return Lines(max_items=field.max_items, widget=forms.Textarea(attrs={"rows": 3}), **common)
        case Kind.NOC:
            return Lines(
                max_items=field.max_items, allowed=codes.noc(), widget=forms.Textarea(attrs={"rows": 3}), **common
            )
        case Kind.NAICS:
            return Lines(
                max_items=field.max_items, allowed=codes.naics(), widget=forms.Textarea(attrs={"rows": 3}), **common
            )
        case Kind.URL:
            return forms.URLField(assume_scheme="https", max_length=500, validators=[_https], **common)
        case Kind.EMAIL:
            return forms.CharField(max_length=254, validators=[EmailValidator()], **common)
        case _:
            return _text(field, common)


def _text(field: Field, common: dict[str, Any]) -> forms.Field:
    validators = [_words(field.max_words)] if field.max_words else []
    limit = field.max_chars or 8000
    if field.kind == Kind.LONG_TEXT:
        widget = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(max_length=limit, widget=widget, validators=validators, **common)
    return forms.CharField(max_length=limit, validators=validators, **common)


def _words(limit: int) -> Any:
    def check(text: str) -> None:
        count = len(text.split())
        if count > limit:
            raise forms.ValidationError(
                _("%(count)d words; at most %(limit)d."), params={"count": count, "limit": limit}
            )

    return check


def _https(url: str) -> None:
    if not url.startswith("https://"):
        raise forms.ValidationError(_("The address begins with https://."))


def _int(number: float | None) -> int | None:
    return None if number is None else int(number)
