"""What an administrator types before an account is anonymised."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import User
from proposals.http import REASON_LENGTH


class AnonymiseForm(forms.Form):
    """The address is typed, so that nobody does it to the wrong person."""

    address = forms.CharField(label=gettext_lazy("Type the person’s e-mail address"), max_length=320)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("This is a record that the public can request. Do not name the person in it."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"]
        if typed.strip().lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
