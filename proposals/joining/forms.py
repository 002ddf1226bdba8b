from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.roles import OrganisationKind
from proposals.joining.models import JoinRequest
from proposals.needs.forms import sectors


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of organisation?"), choices=JoinRequest.KINDS, widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    name_fr = forms.CharField(
        label=gettext_lazy("Name in French"),
        help_text=gettext_lazy("One name is enough where there is only one."),
        max_length=200,
        required=False,
    )
    website = forms.URLField(label=gettext_lazy("Website"), max_length=200, required=False, assume_scheme="https")
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    naics_sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    why = forms.CharField(
        label=gettext_lazy("Why do you want to take part?"),
        help_text=gettext_lazy("For example which skills you cannot find, or what you want to offer. A few sentences."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    person_name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    person_title = forms.CharField(label=gettext_lazy("Your title or position"), max_length=150, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address at work"),
        help_text=gettext_lazy("We send a link there. Nobody sees your request before you have opened it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naics_sector"].choices = [("", _("Choose a sector")), *sectors()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["name"] = data.get("name") or data.get("name_fr") or ""
        if not data["name"]:
            self.add_error("name", _("Give the organisation’s name in at least one language."))
        if data.get("kind") == OrganisationKind.PARTNER and not data.get("naics_sector"):
            self.add_error("naics_sector", _("Choose the sector that fits best."))
        return data
