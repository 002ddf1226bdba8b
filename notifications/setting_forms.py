"""How and when a person wants to hear."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Channel, Hours, How
from notifications.preferences import offered
from notifications.timing import LONGEST_QUIET, quiet_length

LABELS = {Channel.MAIL: gettext_lazy("By e-mail"), Channel.INBOX: gettext_lazy("In your inbox")}
IN_INBOX = {How.AT_ONCE: gettext_lazy("Yes"), How.OFF: gettext_lazy("No")}
# Canada's, west to east, and those of people who are away. Whoever has another one keeps it.
ZONES = (
    *("America/Vancouver", "America/Whitehorse", "America/Edmonton", "America/Regina", "America/Winnipeg"),
    *("America/Toronto", "America/Moncton", "America/Halifax", "America/St_Johns"),
    *("Europe/London", "Europe/Paris", "UTC"),
)


class ChoiceForm(forms.Form):
    """One event by each channel where there is a choice; or many events, and what is left open stays as it is."""

    def __init__(
        self, *args: Any, event: str = "", channels: tuple[Channel, ...] = tuple(Channel), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        every = {Channel.MAIL: tuple(How), Channel.INBOX: (How.AT_ONCE, How.OFF)}
        for channel in channels:
            found = offered(event, channel) if event else every[channel]
            if found:
                self.fields[channel.value] = forms.ChoiceField(
                    label=LABELS[channel],
                    required=bool(event),
                    widget=forms.RadioSelect,
                    choices=[(how.value, in_words(how, channel)) for how in found],
                )

    def chosen(self) -> dict[Channel, How]:
        """Of a valid form."""
        return {Channel(name): How(value) for name, value in self.cleaned_data.items() if value}


def in_words(how: How, channel: Channel) -> str:
    return str(IN_INBOX[how] if channel == Channel.INBOX else how.label)


class HoursForm(forms.ModelForm):
    class Meta:
        model = Hours
        fields = ["time_zone", "digest_at", "weekday", "quiet_from", "quiet_until"]
        widgets = {
            name: forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            for name in ("digest_at", "quiet_from", "quiet_until")
        }
        help_texts = {
            "digest_at": gettext_lazy("For what you want in one mail a day or a week"),
            "quiet_from": gettext_lazy("Leave both empty if mail may come at any time"),
            "quiet_until": gettext_lazy("What came in meanwhile is sent then, in one mail"),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        zones = ZONES if self.instance.time_zone in ZONES else (*ZONES, self.instance.time_zone)
        choices = [(zone, zone.replace("_", " ")) for zone in zones]
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=choices, initial=self.instance.time_zone
        )

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        start, end = kept.get("quiet_from"), kept.get("quiet_until")
        if (start is None) != (end is None):
            self.add_error("quiet_until" if end is None else "quiet_from", _("Give both times, or none."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Give another time than the first one."))
        elif start is not None and end is not None and quiet_length(start, end) > LONGEST_QUIET:
            self.add_error("quiet_until", _("Mail can wait for 16 hours at most."))
        return kept
