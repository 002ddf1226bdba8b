"""One form field for each kind of declared field. Nothing is required while writing: readiness says what is missing."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from proposals.document import codes
from proposals.document.shapes import Field, Kind

BLANK = (("", "–"),)
WIDE = forms.CheckboxSelectMultiple
TOO_MANY = "too_many_words"
CODE_LISTS: dict[Kind, Callable[[], Mapping[str, Any]]] = {Kind.NOC: codes.noc, Kind.NAICS: codes.naics}


class Lines(forms.CharField):
    """One value on each line."""

    widget = forms.Textarea

    def __init__(self, *, max_items: int, **kwargs: Any) -> None:
        self.max_items = max_items
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

    def run_validators(self, value: list[str]) -> None:
        """Validated above, as a list."""


class Codes(forms.MultipleChoiceField):
    """Codes of a list. The choices shown are those chosen and those found, but every code of the list is valid."""

    widget = WIDE

    def __init__(self, *, kind: Kind, max_items: int, **kwargs: Any) -> None:
        self.allowed = CODE_LISTS[kind]()
        self.max_items = max_items
        super().__init__(**kwargs)

    def validate(self, value: list[str]) -> None:
        unknown = [one for one in value if one not in self.allowed]
        if unknown:
            raise forms.ValidationError(_("Not in the list: %(codes)s."), params={"codes": ", ".join(unknown)})
        if self.max_items and len(value) > self.max_items:
            raise forms.ValidationError(_("At most %(count)d."), params={"count": self.max_items})


def form_field(field: Field, *, suffix: str = "", choices: list[tuple[str, str]] | None = None) -> forms.Field:
    """`choices`: what can be picked where the declaration does not say it (references, codes)."""
    common = {
        "label": f"{field.label}{suffix}" if suffix else field.label,
        "help_text": _hint(field),
        "required": False,
    }
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
            return forms.MultipleChoiceField(choices=field.choices, widget=WIDE, **common)
        case Kind.REFERENCES:
            return forms.MultipleChoiceField(choices=choices or (), widget=WIDE, **common)
        case Kind.STRINGS:
            return Lines(max_items=field.max_items, widget=forms.Textarea(attrs={"rows": 3}), **common)
        case Kind.NOC | Kind.NAICS:
            return Codes(kind=field.kind, max_items=field.max_items, choices=choices or (), **common)
        case Kind.URL:
            return forms.URLField(assume_scheme="https", max_length=500, validators=[_https], **common)
        case Kind.EMAIL:
            return forms.CharField(max_length=254, validators=[EmailValidator()], **common)
        case _:
            return _text(field, common)


def plain(value: Any) -> Any:
    """JSON's own types."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def too_many_words(errors: Any) -> bool:
    """Nothing else is wrong with the text: it can be kept while somebody writes, though not saved as finished."""
    return all(error.code == TOO_MANY for error in errors.as_data())


def _hint(field: Field) -> Any:
    if field.hint or not field.max_words:
        return field.hint
    return _("At most %(count)d words.") % {"count": field.max_words}


def _text(field: Field, common: dict[str, Any]) -> forms.Field:
    validators = [_words(field.max_words)] if field.max_words else []
    counted = {"data-words": field.max_words} if field.max_words else {}
    limit = field.max_chars or 8000
    if field.kind == Kind.LONG_TEXT:
        widget = forms.Textarea(attrs={"rows": 5, **counted})
        return forms.CharField(max_length=limit, widget=widget, validators=validators, **common)
    return forms.CharField(
        max_length=limit, widget=forms.TextInput(attrs=counted), validators=validators, strip=True, **common
    )


def _words(limit: int) -> Any:
    def check(text: str) -> None:
        count = len(text.split())
        if count > limit:
            raise forms.ValidationError(
                _("%(count)d words; at most %(limit)d."), TOO_MANY, params={"count": count, "limit": limit}
            )

    return check


def _https(url: str) -> None:
    if not url.startswith("https://"):
        raise forms.ValidationError(_("The address begins with https://."))


def _int(number: float | None) -> int | None:
    return None if number is None else int(number)
