from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from partners.models import LANGUAGES, Organisation, User
from partners.roles import ROLES_OF, Role


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r, Role(r).label) for r in sorted(ROLES_OF[organisation.kind])]


class JoinForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=150)
    language = forms.ChoiceField(label=_("Language of your mail"), choices=LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class FromGuestForm(forms.Form):
    """A guest's account: a password only where they want one."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    title = forms.CharField(label=_("Title or position"), max_length=150, required=False)
    password = forms.CharField(
        label=_("Password, if you want one"),
        help_text=_("At least 12 characters. Without one, you sign in by a code that we send to your address."),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, from the mail we have just sent you."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "title", "language"]
