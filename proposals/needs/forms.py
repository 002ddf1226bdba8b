from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from proposals.document import codes
from proposals.document.inputs import Lines


class NeedForm(forms.Form):
    title = forms.CharField(
        label=_("What is missing, in one line"),
        help_text=_("For example: people who can calibrate ocean sensors."),
        max_length=120,
    )
    statement = forms.CharField(
        label=_("What must people be able to do?"),
        help_text=_("Tasks, tools, how independent, by when. Plain words are best."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    region = forms.CharField(label=_("Region"), max_length=120, required=False)
    openings = forms.IntegerField(
        label=_("Openings in the next 24 months"), min_value=0, max_value=100_000, required=False
    )
    needed_by = forms.DateField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    noc = Lines(
        label=_("Occupations"),
        help_text=_("Codes of NOC 2021, one on each line. Leave empty if you do not know them."),
        required=False,
        max_items=10,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    naics = Lines(
        label=_("Sectors"),
        help_text=_("Codes of NAICS 2022, one on each line, for example 31-33."),
        required=False,
        max_items=5,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["noc"].allowed = codes.noc()
        self.fields["naics"].allowed = codes.naics()
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].empty_label = None
