"""Forms of the case itself. Those of the document's sections are made from its declaration."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from workflow.clocks import Mark
from workflow.states import ProposalState


class NewProposalForm(forms.Form):
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    title_fr = forms.CharField(label=_("Title in French"), max_length=120, required=False)
    institution = forms.ModelChoiceField(label=_("Institution"), queryset=None)

    def __init__(
        self, *args: Any, institutions: QuerySet[Organisation], institution: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions
        self.fields["institution"].initial = institution
        if len(institutions) == 1:
            self.fields["institution"].initial = institutions[0]
            self.fields["institution"].empty_label = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("title_en") or data.get("title_fr")):
            self.add_error("title_en", _("Give a title in at least one language."))
        return data

    @property
    def content(self) -> dict[str, Any]:
        """The first document: its title."""
        texts = {"en": self.cleaned_data["title_en"], "fr": self.cleaned_data["title_fr"]}
        return {"A": {"title": {language: text for language, text in texts.items() if text}}}


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Title or number"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    mark = forms.ChoiceField(label=_("Clock"), required=False, choices=[("", _("Any")), *Mark.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Any state")), *ProposalState.choices]
