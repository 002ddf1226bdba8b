"""The statement as a form, made from its declaration. Drafting requires nothing; signing names what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from proposals.codesign.statement import (
    AUTHORITY_TEXT,
    COVERED_SECTIONS,
    GROUPS,
    MOST_CONDITIONS,
    PRIVATE,
    QUESTIONS,
    Ask,
    Group,
    Question,
    Weight,
    lines,
)
from proposals.document import codes
from proposals.document.declaration import section
from proposals.document.inputs import Lines, plain
from workflow import clocks

COMPETENCY = "competency-"
LONGEST_YEARS = 5
GIVEN_CHARS = 80


@dataclass(frozen=True)
class Asked:
    """What the case gives to the form: competencies {key: text}, occupations, sections that are covered anyway."""

    competencies: Mapping[str, str]
    occupations: Sequence[str] = ()
    sections: Sequence[str] = ()


@dataclass(frozen=True)
class GroupOfFields:
    """`given` is what a folded group begins with, in few words."""

    group: Group
    fields: list[forms.BoundField]
    open: bool
    given: str


class SmallRadios(forms.RadioSelect):
    """As many in one line as there is room for, so that a telephone shows a whole question."""

    template_name = "django/forms/widgets/radio_small.html"


class SmallCheckboxes(forms.CheckboxSelectMultiple):
    template_name = "django/forms/widgets/checkbox_select_small.html"


class CompetenciesForm(forms.Form):
    """What somebody says on the partner's page itself: a weight for each competency, and what is missing."""

    def __init__(self, *args: Any, asked: Asked, answers: Mapping[str, Any], **kwargs: Any) -> None:
        weights = answers.get("competencies") or {}
        initial = {f"{COMPETENCY}{key}": value for key, value in weights.items()}
        super().__init__(*args, initial=initial | {"missing": answers.get("missing", "")}, **kwargs)
        self.asked = asked
        for number, (key, text) in enumerate(asked.competencies.items(), 1):
            self.fields[f"{COMPETENCY}{key}"] = weight(number, text)
        self.fields["missing"] = _field(QUESTIONS["missing"])

    @property
    def answers(self) -> dict[str, Any]:
        return {"competencies": self._weights(), "missing": self.cleaned_data["missing"]}

    def _weights(self) -> dict[str, str]:
        given = {key: self.cleaned_data.get(f"{COMPETENCY}{key}") or "" for key in self.asked.competencies}
        return {key: value for key, value in given.items() if value}


class StatementForm(CompetenciesForm):
    """The whole statement. `signing`: what must be answered is asked for at its place."""

    def __init__(self, *args: Any, answers: Mapping[str, Any], signing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, answers=answers, **kwargs)
        self.signing, self.began = signing, answers
        self.conditions = [str(text) for text in answers.get("conditions") or []]
        for question in QUESTIONS.values():
            if question.kind != Ask.WEIGHTS:
                self.fields[question.key] = _field(question, self._choices(question))
        if not self.conditions:
            del self.fields["met"]
        self.fields["authority"] = forms.BooleanField(label=AUTHORITY_TEXT, required=False)
        self.initial.update({key: value for key, value in answers.items() if key in self.fields})
        self.initial["authority"] = False
        self.initial.setdefault("covers", COVERED_SECTIONS)

    @property
    def groups(self) -> Iterator[GroupOfFields]:
        """Folded are those with answers to begin with; what holds an error is open."""
        for group in GROUPS:
            names = [name for question in group.questions for name in self._names(question) if name in self.fields]
            wrong = any(name in self.errors for name in names)
            settled = group.key == "competencies" and not self.is_bound and self._all_weighed(self.initial)
            if names:
                given = self._given(group) if group.folded or settled else ""
                yield GroupOfFields(
                    group, [self[name] for name in names], wrong or not (group.folded or settled), given
                )

    def _given(self, group: Group) -> str:
        known = {**self.initial, "competencies": self.began.get("competencies")}
        said = [line for one in group.questions for line in lines(one, known, self.asked.competencies, _language())]
        return Truncator(", ".join(said)).chars(GIVEN_CHARS)

    @property
    def answers(self) -> dict[str, Any]:
        """The statement's JSON."""
        plainly = {key: plain(self.cleaned_data.get(key) or "") for key in QUESTIONS if key in self.fields}
        found = {**plainly, **super().answers, "authority": bool(self.cleaned_data.get("authority"))}
        for question in QUESTIONS.values():
            if question.kind in {Ask.SOME, Ask.LINES}:
                found[question.key] = list(found.get(question.key) or [])
        found["met"] = [text for text in found["met"] if text in found["conditions"]]
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begun, ended = data.get("involved_from"), data.get("involved_until")
        if begun and ended and ended < begun:
            self.add_error("involved_until", gettext("This is before the day on which it began."))
        if self.signing:
            self._ask_for_what_is_missing()
        return data

    def clean_valid_until(self) -> date | None:
        chosen: date | None = self.cleaned_data["valid_until"]
        today = clocks.today()
        if chosen and not today < chosen <= today + timedelta(days=366 * LONGEST_YEARS):
            raise forms.ValidationError(
                gettext("Choose a day after today, within %(count)d years.") % {"count": LONGEST_YEARS}
            )
        return chosen

    def _ask_for_what_is_missing(self) -> None:
        for question in QUESTIONS.values():
            for name in self._names(question) if question.named else ():
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, gettext("Choose an answer."))
        if not self.cleaned_data.get("authority"):
            self.add_error("authority", gettext("Confirm that you are allowed to sign for your organisation."))

    def _names(self, question: Question) -> list[str]:
        if question.kind == Ask.WEIGHTS:
            return [f"{COMPETENCY}{key}" for key in self.asked.competencies]
        return [question.key]

    def _all_weighed(self, values: Mapping[str, Any]) -> bool:
        return all(values.get(f"{COMPETENCY}{key}") for key in self.asked.competencies)

    def _choices(self, question: Question) -> list[tuple[str, Any]]:
        match question.key:
            case "occupations":
                return [
                    (code, codes.title("noc", code, (get_language() or "en")[:2])) for code in self.asked.occupations
                ]
            case "naics":
                return [(code, codes.title("naics", code, "en")) for code in codes.naics()]
            case "met":
                return [(text, text) for text in self.conditions]
            case "confidential":
                return [(one.key, one.label) for one in PRIVATE]
            case "covers":
                optional = [key for key in COVERED_SECTIONS if key not in self.asked.sections]
                return [(key, f"{key}. {section(key).title}") for key in optional]
            case _:
                return list(question.choices)


def _language() -> str:
    return (get_language() or "en")[:2]


def weight(number: int, text: str) -> forms.ChoiceField:
    label = gettext("Competency %(number)d: %(text)s") % {"number": number, "text": text}
    return forms.ChoiceField(label=label, choices=Weight.choices, required=False, widget=SmallRadios)


def _field(question: Question, choices: Sequence[tuple[str, Any]] = ()) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": False}
    match question.kind:
        case Ask.ONE:
            return forms.ChoiceField(choices=choices, widget=SmallRadios, **common)
        case Ask.PICK:
            return forms.ChoiceField(choices=[("", "–"), *choices], **common)
        case Ask.SOME:
            return forms.MultipleChoiceField(choices=choices, widget=SmallCheckboxes, **common)
        case Ask.LINES:
            return ShortLines(
                max_items=MOST_CONDITIONS,
                max_chars=question.max_chars,
                widget=forms.Textarea(attrs={"rows": 3}),
                **common,
            )
        case Ask.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case Ask.LINK:
            return forms.URLField(assume_scheme="https", max_length=question.max_chars, **common)
        case Ask.WORDS:
            return forms.CharField(max_length=question.max_chars, widget=forms.Textarea(attrs={"rows": 3}), **common)
        case _:
            return forms.CharField(max_length=question.max_chars, **common)


class ShortLines(Lines):
    """One text on each line, each of a limited length and said once."""

    def __init__(self, *, max_chars: int, **kwargs: Any) -> None:
        self.max_chars = max_chars
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if any(len(line) > self.max_chars for line in value):
            raise forms.ValidationError(_("At most %(count)d characters on a line."), params={"count": self.max_chars})
