"""The structured statement that a partner signs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.codesign.statement import (
    AUTHORITY_TEXT,
    CONSENTS,
    Band,
    Degree,
    Hiring,
    Involvement,
    Support,
    Weight,
)

COMPETENCY = "competency-"


def _radio(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StatementForm(forms.Form):
    """Nothing is required while drafting; the gate says what is missing when it is signed."""

    involvement = _radio(_("How were you involved?"), Involvement.choices)
    demand = _radio(_("Is there a demand for these people?"), Degree.choices)
    demand_reason = _words(_("Why do you say so?"), _("May be quoted only if you agree below."))
    openings = _radio(_("How many openings, or people to train, in the next 24 months?"), Band.choices)
    missing = _words(_("Is something missing from the competencies?"))
    assessment = _radio(_("Is the assessment true to the job?"), Degree.choices)
    assessment_change = _words(_("What should change in the assessment?"))
    hiring = _radio(_("What does it mean when you hire?"), Hiring.choices)
    support = forms.MultipleChoiceField(
        label=_("What can you offer?"),
        choices=Support.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conditions = _words(_("Does your endorsement depend on something?"))
    interests = _words(_("Interests to declare"), _("Financial, as a vendor, or a tie to the institution."))
    consents = forms.MultipleChoiceField(
        label=_("What may be published?"),
        choices=list(CONSENTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    authority = forms.BooleanField(label=AUTHORITY_TEXT, required=False)

    def __init__(self, *args: Any, competencies: Sequence[Mapping[str, Any]], draft: Mapping[str, Any], **kwargs: Any):
        weights = draft.get("competencies") or {}
        initial = dict(draft) | {f"{COMPETENCY}{key}": value for key, value in weights.items()}
        initial["authority"] = False
        super().__init__(*args, initial=initial, **kwargs)
        self.count = len(competencies)
        for number, competency in enumerate(competencies):
            field = _radio(_("Competency %(number)d: %(text)s"), Weight.choices)
            field.label = field.label % {"number": number + 1, "text": competency.get("statement", "")}
            self.fields[f"{COMPETENCY}{number}"] = field
        self.order_fields(["involvement", "demand", "demand_reason", "openings", *self._competency_names(), "missing"])

    def _competency_names(self) -> list[str]:
        return [f"{COMPETENCY}{number}" for number in range(self.count)]

    @property
    def answers(self) -> dict[str, Any]:
        """The statement's JSON; a competency without a word is left out, so that the gate can ask for it."""
        data = {key: value for key, value in self.cleaned_data.items() if not key.startswith(COMPETENCY)}
        weights = {name.removeprefix(COMPETENCY): self.cleaned_data[name] for name in self._competency_names()}
        complete = all(weights.values())
        return data | {"competencies": weights if complete else {}}
