"""What administrators type about webhooks."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.preferences import LABELS, part_of
from notifications.table import HEADINGS
from notifications.webhooks import hearing
from notifications.webhooks.models import TEST, DeliveryState, Endpoint
from notifications.webhooks.selectors import TROUBLED
from partners.models import Organisation

EVERY, SOME = "every", "some"
TEST_LABEL = gettext_lazy("Test")


def label(event: str) -> Promise:
    return LABELS.get(event, TEST_LABEL)


def grouped(events: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by the part of the table of notices that they stand in."""
    found = []
    for part, heading in HEADINGS.items():
        choices = [(event, f"{label(event)} ({event})") for event in events if part_of(event) == part]
        if choices:
            found.append((str(heading), choices))
    return found


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Begins with https://. It must be reachable from outside your network."),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy("For your colleagues, for example “Student records”."),
        required=False,
        max_length=120,
    )
    which = forms.ChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=[(EVERY, gettext_lazy("Every event")), (SOME, gettext_lazy("Only those that I choose below"))],
        initial=EVERY,
        widget=forms.RadioSelect,
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisation: Organisation, endpoint: Endpoint | None = None, **more: Any) -> None:
        if endpoint is not None:
            which = SOME if endpoint.events else EVERY
            said = {"url": endpoint.url, "description": endpoint.description, "events": endpoint.events}
            more["initial"] = {**said, "which": which}
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["events"].choices = grouped(hearing.offered(organisation.kind))

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        if kept.get("which") == SOME and not kept.get("events") and "events" not in self.errors:
            self.add_error("events", _("Choose at least one event."))
        return kept

    def said(self) -> dict[str, Any]:
        """Of a valid form, as the services take it."""
        kept = self.cleaned_data
        events = kept["events"] if kept["which"] == SOME else []
        return {"url": kept["url"], "description": kept["description"], "events": events}


class SecretForm(forms.Form):
    at_once = forms.BooleanField(
        label=gettext_lazy("The present secret has become known: stop it at once"), required=False
    )


class DeliveriesForm(forms.Form):
    """Whatever is not understood is left out of the search."""

    q = forms.CharField(label=gettext_lazy("Case number"), required=False, max_length=40)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("Event"), required=False)

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        states = [("", _("All")), (TROUBLED, _("Not accepted at the first try")), *DeliveryState.choices]
        fields["state"].choices = states
        fields["event"].choices = [
            ("", _("All events")),
            (TEST, str(TEST_LABEL)),
            *((heading, choices) for heading, choices in grouped(hearing.offered(kind))),
        ]

    def found(self) -> dict[str, str]:
        self.full_clean()
        kept = self.cleaned_data
        return {"words": kept.get("q", ""), "state": kept.get("state", ""), "event": kept.get("event", "")}


def _day(words: Any) -> forms.DateField:
    return forms.DateField(label=words, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ReplayForm(forms.Form):
    since = _day(gettext_lazy("First day"))
    until = _day(gettext_lazy("Last day"))
    which = forms.ChoiceField(
        label=gettext_lazy("What is sent again"),
        choices=[("failed", gettext_lazy("What was given up")), ("all", gettext_lazy("Everything of these days"))],
        initial="failed",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        since, until = kept.get("since"), kept.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return kept

    def span(self) -> dict[str, Any]:
        """Of a valid form: both days are whole, by the clock on the wall here."""
        kept = self.cleaned_data
        until = _midnight(kept["until"] + timedelta(days=1)) if kept["until"] < date.max else None
        return {
            "since": _midnight(kept["since"]),
            "until": until or timezone.now(),
            "failed_only": kept["which"] == "failed",
        }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
