"""What an operator looks for in the ledger."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import RAW_EVENT, NoticeState
from notifications.rules import RULES
from notifications.selectors import TROUBLED


class LedgerForm(forms.Form):
    """Whatever is not understood is left out of the search."""

    q = forms.CharField(label=_("Case number, address or Message-ID"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False)
    event = forms.ChoiceField(label=_("Event"), required=False)

    def __init__(self, *args: object, counts: dict[str, int], **options: object) -> None:
        super().__init__(*args, **options)
        named = [(one.value, f"{one.label} ({counts.get(one.value, 0)})") for one in NoticeState]
        self.fields["state"].choices = [(TROUBLED, _("Not delivered at the first try")), ("", _("All mail")), *named]
        self.fields["event"].choices = [("", _("All events")), *((one, one) for one in (*sorted(RULES), RAW_EVENT))]

    def found(self) -> dict[str, str]:
        self.full_clean()
        kept = self.cleaned_data
        return {"words": kept.get("q", ""), "state": kept.get("state", ""), "event": kept.get("event", "")}
