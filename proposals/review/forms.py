"""Verdicts, required changes, conditions, recommendations: what the Province writes, and the answers to it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import LANGUAGES, User
from proposals.models import Proposal
from proposals.review.bundling import BUNDLED
from proposals.review.completing import CHANGED, Check
from proposals.review.models import NEEDS_COMMENT, Declared, Outcome, Scale
from proposals.review.quoting import places
from workflow import clocks
from workflow.framework import Criterion, Framework

CHOOSE = _("Choose the proposals that belong together.")
ON_RECORD = _("This is a record that the public can request.")


def _long(label: Any, *, limit: int, rows: int = 4, required: bool = True, hint: Any = ON_RECORD) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def _criteria(framework: Framework) -> list[tuple[str, str]]:
    return [(one.key, f"{one.key} {one.title}") for one in framework.criteria]


class AssignForm(forms.Form):
    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=None)
    override_reason = forms.CharField(
        label=_("Reason, where a conflict is found and you assign them all the same"),
        max_length=2000,
        required=False,
        help_text=ON_RECORD,
    )

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers
        self.fields["reviewer"].label_from_instance = _name


def _name(user: User) -> str:
    return user.name


class TieForm(forms.Form):
    reason = _long(_("Why the tie does not matter here"), limit=2000, rows=3)


class CompletenessForm(forms.Form):
    """A box for each point that is not confirmed yet; its value is what was found. A note where something lacks."""

    def __init__(self, *args: Any, checks: Iterable[Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {one.point.key: one.point for one in checks if one.confirmation is None}
        for point in self.points.values():
            self.fields[point.key] = forms.MultipleChoiceField(
                label=point.title,
                choices=[(point.mark, _("I have looked at it"))],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": CHANGED},
            )
            if point.lacking:
                self.fields[f"{point.key}-note"] = _long(
                    _("Why it may go on all the same"), limit=2000, rows=2, required=False
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key, point in self.points.items():
            if data.get(key) and point.lacking and not data.get(f"{key}-note", "").strip():
                self.add_error(f"{key}-note", _("Say why it may go on, or return it as incomplete."))
        return data

    def of(self, check: Check) -> list[forms.BoundField]:
        return [self[name] for name in (check.point.key, f"{check.point.key}-note") if name in self.fields]

    @property
    def marks(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {key: (data[key][0], data.get(f"{key}-note", "")) for key in self.points if data.get(key)}


class DeclarationForm(forms.Form):
    conflict = forms.ChoiceField(
        label=_("Do you have a conflict of interest?"),
        choices=[
            (Declared.NONE.value, _("No conflict")),
            (Declared.POSSIBLE.value, _("Possibly; I explain it, and the coordinator decides")),
            (Declared.CONFLICT.value, _("Yes, I have a conflict and step back")),
        ],
        widget=forms.RadioSelect,
    )
    text = _long(_("Explanation"), limit=2000, rows=3, required=False)

    def __init__(self, *args: Any, explained: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if explained:
            fields: dict[str, Any] = self.fields
            fields["conflict"].choices = fields["conflict"].choices[-1:]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("conflict") in {Declared.POSSIBLE, Declared.CONFLICT} and not data.get("text", "").strip():
            self.add_error("text", _("Say which tie there is."))
        return data


class VerdictForm(forms.Form):
    value = forms.ChoiceField(label=_("Verdict"), choices=Scale.choices, widget=forms.RadioSelect)
    comment = _long(_("Comment"), limit=4000, rows=8, required=False)


class NoteForm(forms.Form):
    text = _long(
        _("Your own notes"),
        limit=4000,
        rows=3,
        required=False,
        hint=_("Only you see them here; they go into no letter. They are a record that the public can request."),
    )


class ConsensusForm(forms.Form):
    """One verdict and comment for each criterion in play; what is left open can be added later."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for one in self.criteria:
            self.fields[f"{one.key}-value"] = forms.ChoiceField(
                label=_("Agreed verdict on %(criterion)s") % {"criterion": one.key},
                choices=[("", "–"), *Scale.choices],
                required=False,
            )
            self.fields[f"{one.key}-comment"] = forms.CharField(
                label=_("Comment on %(criterion)s") % {"criterion": one.key},
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for one in self.criteria:
            if data.get(f"{one.key}-value") in NEEDS_COMMENT and not data.get(f"{one.key}-comment", "").strip():
                self.add_error(f"{one.key}-comment", _("Say why: a comment is needed with this verdict."))
        return data

    def pair(self, key: str) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"{key}-value"], self[f"{key}-comment"]

    @property
    def verdicts(self) -> dict[str, tuple[str, str]]:
        """{criterion: (value, comment)} of those that have a value."""
        found = {
            one.key: (self.cleaned_data[f"{one.key}-value"], self.cleaned_data[f"{one.key}-comment"])
            for one in self.criteria
        }
        return {key: pair for key, pair in found.items() if pair[0]}


class ChangeForm(forms.Form):
    criterion = forms.ChoiceField(label=_("Criterion"))
    place = forms.ChoiceField(label=_("Place in the document"))
    text = _long(_("What must change"), limit=4000)

    def __init__(self, *args: Any, framework: Framework, content: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = _criteria(framework)
        self.fields["place"].choices = places(content)


class AnswersForm(forms.Form):
    """One text for each numbered row (a required change, a condition); what is left empty can be written later."""

    def __init__(self, *args: Any, label: Any, texts: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, initial={f"text-{number}": text for number, text in texts.items()}, **kwargs)
        self.numbers = list(texts)
        for number in self.numbers:
            self.fields[f"text-{number}"] = _long(label % {"number": number}, limit=4000, rows=3, required=False)

    def of(self, number: int) -> forms.BoundField:
        return self[f"text-{number}"]

    @property
    def texts(self) -> dict[int, str]:
        return {number: self.cleaned_data[f"text-{number}"] for number in self.numbers}


class LackingForm(forms.Form):
    text = _long(_("What is missing in the evidence"), limit=4000, rows=3)


class GapForm(forms.Form):
    gap = _long(_("Why an endorsement is not current again"), limit=4000, rows=3)


class ConditionForm(forms.Form):
    criterion = forms.ChoiceField(label=_("Criterion"))
    text = _long(_("What the approval depends on"), limit=4000)
    owner = forms.CharField(label=_("Who at the institution answers for it"), max_length=150)
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = _criteria(framework)

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due <= clocks.today():
            raise forms.ValidationError(_("Choose a day in the future."))
        return due


class BundleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Recommendation"), choices=[(one.value, one.label) for one in BUNDLED], widget=forms.RadioSelect
    )
    proposals = forms.TypedMultipleChoiceField(
        label=_("Proposals"), coerce=UUID, widget=forms.CheckboxSelectMultiple, error_messages={"required": CHOOSE}
    )
    note = _long(_("Why they belong together"), limit=2000, rows=3)

    def __init__(self, *args: Any, candidates: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposals"].choices = [
            (str(one.pk), f"{one.number} {one.title}: {Outcome(getattr(one, 'outcome', '')).label}")
            for one in candidates
        ]


class RecommendationForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Recommendation"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = _long(_("Reasons"), limit=8000)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES)
    letter = _long(
        _("Letter"),
        limit=20000,
        rows=14,
        required=False,
        hint=_("Leave it empty to have it drafted from the verdicts, the reasons and the conditions."),
    )
