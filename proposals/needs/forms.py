from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.models import Organisation
from proposals.document import codes
from proposals.document.inputs import Codes
from proposals.document.shapes import Kind
from proposals.needs.models import Region
from workflow.states import NeedState

FOUND = 12
MOST_OPENINGS = 100_000


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def sectors() -> list[tuple[str, str]]:
    return [(code, codes.title("naics", code, _language())) for code in codes.naics()]


class NeedForm(forms.Form):
    """Occupations are found by code or words (`noc_find`) and ticked. Its "Find" button only looks them up."""

    title = forms.CharField(
        label=gettext_lazy("What is missing, in one line"),
        help_text=gettext_lazy("For example: people who can calibrate ocean sensors."),
        max_length=120,
    )
    statement = forms.CharField(
        label=gettext_lazy("What must people be able to do?"),
        help_text=gettext_lazy("Tasks, tools, how independent. Plain words are best."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    organisation = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=None)
    noc = Codes(label=gettext_lazy("Occupations"), kind=Kind.NOC, max_items=10, required=False)
    noc_find = forms.CharField(
        label=gettext_lazy("Find an occupation by code or words"),
        help_text=gettext_lazy(
            "For example: technician, or 22310. The list is NOC 2021. Leave it empty if you do not know."
        ),
        max_length=80,
        required=False,
    )
    naics = forms.MultipleChoiceField(
        label=gettext_lazy("Sectors"),
        help_text=gettext_lazy("At most five. The list is NAICS 2022."),
        choices=sectors,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("%(value)s is no code of the list. Tick a sector below.")},
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        choices=[("", gettext_lazy("Choose a region")), *Region.choices],
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Place, if one matters"), max_length=120, required=False)
    openings = forms.IntegerField(
        label=gettext_lazy("Openings in the next 24 months"), min_value=0, max_value=MOST_OPENINGS, required=False
    )
    needed_by = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    looked = ""  # what the "Find" button answers

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_organisation(self.fields["organisation"], organisations)
        self.found = codes.find("noc", self._words(), FOUND)
        chosen = self.data.getlist("noc") if self.is_bound else []
        shown = dict.fromkeys([*chosen, *self.found])
        self.fields["noc"].choices = [(code, codes.title("noc", code, _language())) for code in shown]

    def clean_naics(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["naics"]
        if len(chosen) > 5:
            raise forms.ValidationError(_("At most five sectors: keep those that matter most."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Words that are typed to find an occupation count where they name one, and are never silently dropped."""
        data = super().clean() or {}
        words = str(data.pop("noc_find", "") or "").strip()
        chosen = data.get("noc") or []
        if not words or any(code in self.found for code in chosen):
            return data
        if words in codes.noc():
            data["noc"] = [*chosen, words]
        elif self.found:
            self.add_error("noc", _("Tick the occupations that fit, or empty the box with the words."))
        else:
            self.add_error(
                "noc_find",
                _("No occupation has the code or words “%(words)s”. Use another word, or empty the box.")
                % {"words": words},
            )
        return data

    def only_looking(self) -> "NeedForm":
        """As typed, with what was found and without complaints: somebody is still writing."""
        self.looked = _("Tick what fits.") if self.found else _("Nothing is found. Use another word, or the code.")
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self

    def _words(self) -> str:
        return str(self.data.get("noc_find", ""))[:80].replace("\x00", "") if self.is_bound else ""


class BoardForm(forms.Form):
    """What the board shows; every part may be left out."""

    q = forms.CharField(label=gettext_lazy("Words"), max_length=200, required=False)
    occupation = forms.CharField(label=gettext_lazy("Occupation: code or words"), max_length=80, required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only what my organisation has stated or supports"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [("", _("Any sector")), *sectors()]
        self.fields["region"].choices = [("", _("Any region")), *Region.choices]
        self.fields["state"].choices = [("", _("Any state")), *NeedState.choices]

    @property
    def asked(self) -> dict[str, Any]:
        """Nothing where something is wrong: the form says what."""
        return self.cleaned_data if self.is_valid() else {}


class SupportForm(forms.Form):
    organisation = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=None)
    openings = forms.IntegerField(
        label=gettext_lazy("Your openings in the next 24 months"),
        min_value=0,
        max_value=MOST_OPENINGS,
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    word = forms.CharField(
        label=gettext_lazy("Anything to add?"),
        help_text=gettext_lazy("What is different at your place? Everybody who sees the need can read it."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_organisation(self.fields["organisation"], organisations)


def _choose_organisation(field: Any, organisations: QuerySet[Organisation]) -> None:
    """The only one is chosen already."""
    field.queryset = organisations
    if len(organisations) == 1:
        field.initial = organisations[0]
        field.empty_label = None
