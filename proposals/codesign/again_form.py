"""The answer to what changed: still endorse, endorse with a condition, or withdraw."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.codesign.statement import AUTHORITY_TEXT, MOST_CONDITIONS, QUESTIONS
from proposals.codesign.statement_form import COMPETENCY, Asked, weight
from proposals.http import REASON_LENGTH


class AgainForm(forms.Form):
    """`answers` are those signed before; `word` is the button. Competencies that are new are asked for."""

    WORDS: ClassVar = ("still", "condition", "withdraw")
    NEEDED: ClassVar = {"condition": "new_condition", "withdraw": "reason"}

    def __init__(self, *args: Any, asked: Asked, answers: Mapping[str, Any], word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signed, self.word = answers, word
        self.kept = {
            key: value for key, value in (answers.get("competencies") or {}).items() if key in asked.competencies
        }
        self.new = [key for key in asked.competencies if key not in self.kept]
        for number, (key, text) in enumerate(asked.competencies.items(), 1):
            if key in self.new:
                self.fields[f"{COMPETENCY}{key}"] = weight(number, text)
        conditions = [str(text) for text in answers.get("conditions") or []]
        if conditions:
            self.fields["met"] = forms.MultipleChoiceField(
                label=QUESTIONS["met"].label,
                choices=[(text, text) for text in conditions],
                initial=answers.get("met"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["authority"] = forms.BooleanField(label=AUTHORITY_TEXT, required=False)
        self.fields["new_condition"] = forms.CharField(
            label=_("It depends on this condition"),
            max_length=QUESTIONS["conditions"].max_chars,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Why do you withdraw?"),
            max_length=REASON_LENGTH,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What was signed before, with the new competencies, conditions and those that are met."""
        conditions = [str(text) for text in self.signed.get("conditions") or []]
        added = " ".join(self.cleaned_data["new_condition"].split())
        if self.word == "condition" and added not in conditions:
            conditions = [*conditions, added]
        weights = {key: self.cleaned_data[f"{COMPETENCY}{key}"] for key in self.new}
        return {
            **self.signed,
            "competencies": {**self.kept, **weights},
            "conditions": conditions,
            "met": self.cleaned_data.get("met") or [],
            "authority": self.cleaned_data["authority"],
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.word not in self.WORDS:
            raise forms.ValidationError(gettext("Choose one of the three answers."))
        needed = self.NEEDED.get(self.word)
        if needed and needed not in self.errors and not data.get(needed, "").strip():
            self.add_error(needed, gettext("Write it here."))
        if self.word != "withdraw":
            self._ask_for_what_is_missing(data)
        return data

    def _ask_for_what_is_missing(self, data: Mapping[str, Any]) -> None:
        for name in [f"{COMPETENCY}{key}" for key in self.new]:
            if name not in self.errors and not data.get(name):
                self.add_error(name, gettext("Choose an answer."))
        if not data.get("authority"):
            self.add_error("authority", gettext("Confirm that you are allowed to sign for your organisation."))
        if self.word == "condition" and len(self.signed.get("conditions") or []) >= MOST_CONDITIONS:
            self.add_error("new_condition", gettext("At most %(count)d.") % {"count": MOST_CONDITIONS})
