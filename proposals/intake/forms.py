"""When somebody is away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import User
from proposals.intake.absences import working
from workflow import clocks


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AbsenceForm(forms.Form):
    since = _day(_("First day away"))
    until = _day(_("Last day away"))
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in for you"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("They coordinate and decide for you, under their own name. Reviews stay yours."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["stand_in"].queryset = working().exclude(pk=person.pk)
        fields["stand_in"].label_from_instance = lambda user: user.name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and until < clocks.today():
            self.add_error("until", _("This day is over."))
        elif since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return data
