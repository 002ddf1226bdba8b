"""A form for each part, made from the declaration. Nothing is required in a draft; what is typed must make sense."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.frameworks import paths
from proposals.frameworks.shapes import LANGUAGES, Content, Kind, Leaf, Part
from workflow import clocks

KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}")
IN = {"en": gettext_lazy("English"), "fr": gettext_lazy("French")}
NO_CHOICE = ("", gettext_lazy("– not said yet –"))


class Numbers(forms.CharField):
    """Whole numbers with commas between them."""

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        words = [one for one in re.split(r"[,;\s]+", str(super().clean(value))) if one]
        if not all(one.isascii() and one.isdigit() and len(one) < 6 for one in words):
            raise forms.ValidationError(_("Write whole numbers with commas between them."))
        numbers = [int(one) for one in words]
        if any(not self.low <= one <= self.high for one in numbers):
            raise forms.ValidationError(
                _("Each is from %(low)d to %(high)d."), params={"low": self.low, "high": self.high}
            )
        return numbers


class PartForm(forms.Form):
    """`content` is the version as it stands. `values` after `is_valid()`: {path: value} of every value of the part."""

    def __init__(self, part: Part, content: Content, data: Any = None) -> None:
        self.part, self.content = part, content
        super().__init__(data, initial={name: paths.get(content, name) for leaf in part.leaves for name in leaf.names})
        for leaf in part.leaves:
            for name in leaf.names:
                self.fields[name] = _field(leaf, name)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        typed = paths.put(self.content, {name: data[name] for name in data if name in self.fields})
        for rule in self.part.rules:
            for path, sentence in rule(typed):
                if path in self.fields and path not in self.errors:
                    self.add_error(path, sentence)
        return data

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for leaf in self.part.leaves for name in leaf.names}


def stored(part: Part, content: Content) -> PartForm:
    """The form with what is stored, as if somebody had typed it: for checking a whole version."""
    form = PartForm(part, content)
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(paths.get(content, name))
        if value is not None and value is not False:
            data[name] = value
    return PartForm(part, content, data)


def _field(leaf: Leaf, name: str) -> forms.Field:
    label = leaf.label
    if leaf.bilingual:
        label = format_lazy("{} ({})", leaf.label, IN[name.rpartition(".")[2]])
    said = {"label": label, "help_text": leaf.hint, "required": False}
    match leaf.kind:
        case Kind.INTEGER:
            return forms.IntegerField(min_value=leaf.minimum, max_value=leaf.maximum, **said)
        case Kind.BOOLEAN:
            return forms.BooleanField(**said)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=_choices(leaf), **said)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=leaf.choices, widget=forms.CheckboxSelectMultiple, **said)
        case Kind.NUMBERS:
            return Numbers(low=leaf.minimum or 0, high=leaf.maximum or 9999, **said)
        case Kind.LONG_TEXT:
            widget = forms.Textarea(attrs={"rows": 14 if leaf.max_chars > 4000 else 3, **_language(leaf, name)})
            return forms.CharField(max_length=leaf.max_chars, widget=widget, **said)
        case _:
            widget = forms.TextInput(attrs=_language(leaf, name))
            return forms.CharField(max_length=leaf.max_chars, widget=widget, **said)


def _choices(leaf: Leaf) -> tuple[Any, ...]:
    said = any(value == "" for value, _label in leaf.choices)
    return leaf.choices if said else (NO_CHOICE, *leaf.choices)


def _language(leaf: Leaf, name: str) -> Mapping[str, str]:
    language = name.rpartition(".")[2]
    return {"lang": language} if leaf.bilingual and language in LANGUAGES else {}


class BeginForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the new version"),
        max_length=120,
        help_text=gettext_lazy("Each version has its own, for example with the year."),
    )


class CriterionForm(forms.Form):
    """A new criterion, at the end of the list."""

    key = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=8,
        help_text=gettext_lazy("A letter and up to seven letters or digits, for example R13. It stays as it is."),
    )

    def __init__(self, *args: Any, taken: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {one.casefold() for one in taken}

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not KEY.fullmatch(key):
            raise forms.ValidationError(_("Begin with a letter; letters and digits only."))
        if key.casefold() in self.taken:
            raise forms.ValidationError(_("There is a criterion with this name already."))
        return key


class PublishForm(forms.Form):
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Today or later. Proposals submitted from that day on go by it."),
    )

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        if day < clocks.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
