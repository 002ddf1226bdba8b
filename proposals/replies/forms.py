from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.replies.models import Outcome
from proposals.replies.selectors import NOT_ADDED


class ReceivedForm(forms.Form):
    """Whatever is not understood is left out of the search."""

    q = forms.CharField(label=_("Case number, address or Message-ID"), required=False, max_length=200)
    outcome = forms.ChoiceField(label=_("What became of it"), required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = [("", _("All answers")), (NOT_ADDED, _("Not added")), *Outcome.choices]

    def found(self) -> dict[str, str]:
        self.full_clean()
        kept = self.cleaned_data
        return {"words": kept.get("q", ""), "outcome": kept.get("outcome", "")}


class AnswerForm(forms.Form):
    """The demo's mail program."""

    text = forms.CharField(label=_("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
