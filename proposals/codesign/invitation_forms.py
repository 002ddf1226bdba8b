"""Inviting a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import LANGUAGES, Organisation
from partners.roles import OrganisationKind
from proposals.codesign.models import Part


class InviteForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=_("Another one, named below")
    )
    new_organisation = forms.CharField(label=_("Name of another organisation"), max_length=200, required=False)
    name = forms.CharField(label=_("Person’s name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("A business address. They need no account."))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)
    part = forms.ChoiceField(label=_("Part in the work"), choices=Part.choices)
    message = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes out with the invitation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=OrganisationKind.PARTNER)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = data.get("new_organisation", "").strip()
        if not data.get("organisation") and not name and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose an organisation, or name another one."))
        if not data.get("organisation") and Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("new_organisation", _("This organisation is known already. Choose it in the list."))
        return data
