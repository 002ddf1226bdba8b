"""The form that keeps a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.starts.copying import COPIED


class KeepForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the template"), max_length=120, help_text=_("Authors of your institution choose it by this.")
    )
    sections = forms.MultipleChoiceField(
        label=_("Sections to keep"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Titles, approvals, dates of start and declarations are never kept."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [(one.key, f"{one.key}. {one.title}") for one in COPIED]
