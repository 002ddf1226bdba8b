"""Writing a comment: where, what, to whom, and who can read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.talk import anchors
from proposals.talk.lanes import Reader
from proposals.talk.mentions import mentioned
from proposals.talk.models import Lane, Outcome
from workflow.refusals import GateClosed

LENGTH, QUOTE = 4000, 500


@dataclass(frozen=True)
class LaneChoice:
    value: str
    label: str
    readers: list[Reader]
    chosen: bool


@dataclass(frozen=True)
class Person:
    """Somebody who can be mentioned, in these lanes."""

    reader: Reader
    lanes: tuple[str, ...]
    chosen: bool


class CommentForm(forms.Form):
    """`readers` are those of the lanes that can be written into: {lane: readers}."""

    text = forms.CharField(label=_("Comment"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    mentions = forms.MultipleChoiceField(
        label=_("Mention somebody"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, readers: Mapping[str, list[Reader]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        known = {str(one.user.pk): one.label for lane in readers.values() for one in lane}
        self.fields["mentions"].choices = list(known.items())

    @property
    def only_lane(self) -> str:
        """The lane where there is no choice, else ""."""
        return next(iter(self.readers)) if len(self.readers) == 1 else ""

    @property
    def people(self) -> list[Person]:
        """Whoever can be mentioned; those who read every lane first."""
        found: dict[Any, tuple[Reader, list[str]]] = {}
        for lane, readers in self.readers.items():
            for one in readers:
                found.setdefault(one.user.pk, (one, []))[1].append(lane)
        chosen = self.data.getlist("mentions") if self.is_bound else ()
        people = [Person(one, tuple(lanes), str(one.user.pk) in chosen) for one, lanes in found.values()]
        return sorted(people, key=lambda one: (-len(one.lanes), one.reader.user.name.casefold()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lane = cleaned.get("lane") or self.only_lane
        if "text" in cleaned and "mentions" in cleaned and lane in self.readers:
            try:
                mentioned(cleaned["text"], cleaned["mentions"], self.readers[lane])
            except GateClosed as refused:
                self.add_error("text", refused.sentences[0])
        return cleaned


class ThreadForm(CommentForm):
    place = forms.ChoiceField(label=_("About"), required=False)
    quote = forms.CharField(
        label=_("Words that you mean (optional)"),
        help_text=_("Copied from the document. If they change, your comment still shows them."),
        max_length=QUOTE,
        required=False,
    )
    lane = forms.ChoiceField(
        label=_("Who can read it"),
        error_messages={"required": _("Choose who can read it.")},
        widget=forms.RadioSelect,
    )
    must_settle = forms.BooleanField(label=_("Must be settled before submission"), required=False)
    field_order = ("place", "quote", "lane", "text", "mentions", "must_settle")

    def __init__(self, *args: Any, content: anchors.Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.fields["place"].choices = anchors.choices(content)
        self.fields["lane"].choices = [(lane, Lane(lane).label) for lane in self.readers]
        if list(self.readers) == [Lane.PROVINCE]:
            del self.fields["must_settle"]

    @property
    def lane_choices(self) -> list[LaneChoice]:
        chosen = self.data.get("lane") if self.is_bound else self.only_lane
        return [
            LaneChoice(lane, str(Lane(lane).label), readers, lane == chosen) for lane, readers in self.readers.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place, quote = cleaned.get("place", ""), cleaned.get("quote", "")
        if quote and "place" in cleaned and not anchors.holds(self.content, place, quote):
            self.add_error("quote", _("These words do not stand at this place. Copy them as they are in the document."))
        return cleaned


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Outcome.choices,
        error_messages={"required": _("Say what came of it.")},
        widget=forms.RadioSelect,
    )


class MoveForm(forms.Form):
    place = forms.ChoiceField(label=_("Put it on"), required=False)

    def __init__(self, *args: Any, content: anchors.Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = anchors.choices(content)


class FilterForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(
            ("open", _("Open")),
            ("mine", _("Mine, or mentioning me")),
            ("must", _("Must be settled")),
            ("resolved", _("Settled")),
            ("all", _("All")),
        ),
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    q = forms.CharField(label=_("Words"), required=False, max_length=200)

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("All")), *sections]
