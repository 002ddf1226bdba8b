"""Suggesting other words, and answering a suggestion."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from proposals.suggestions import cells
from proposals.talk.forms import LaneChoice
from proposals.talk.lanes import Reader
from proposals.talk.models import Lane


class SuggestForm(forms.Form):
    words = forms.CharField(label=_("The words that you suggest"), max_length=8000)
    why = forms.CharField(
        label=_("Why (optional)"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    lane = forms.ChoiceField(
        label=_("Who can read it"),
        error_messages={"required": _("Choose who can read it.")},
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, cell: cells.Cell, now: str, readers: Mapping[str, list[Reader]], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"words": now}, **kwargs)
        self.cell, self.now, self.readers = cell, now, readers
        self.fields["words"].widget = cell.widget
        self.fields["lane"].choices = [(lane, Lane(lane).label) for lane in readers]

    @property
    def lane_choices(self) -> list[LaneChoice]:
        only = next(iter(self.readers)) if len(self.readers) == 1 else ""
        chosen = self.data.get("lane") if self.is_bound else only
        return [
            LaneChoice(lane, str(Lane(lane).label), readers, lane == chosen) for lane, readers in self.readers.items()
        ]

    def clean_words(self) -> str:
        words = self.cell.cleaned(self.cleaned_data["words"])
        if cells.same(words, self.now):
            raise ValidationError(_("These are the words that stand there now. Change them first."))
        return words


class AnswerForm(forms.Form):
    """`words` is what is written into the document: as suggested, or changed."""

    words = forms.CharField(label=_("The words that are written into the document"), max_length=8000)

    def __init__(self, *args: Any, cell: cells.Cell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cell = cell
        self.fields["words"].widget = cell.widget

    def clean_words(self) -> str:
        return self.cell.cleaned(self.cleaned_data["words"])


class FilterForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(("open", _("Open")), ("mine", _("Mine")), ("taken", _("Accepted")), ("all", _("All"))),
    )


class PlaceForm(forms.Form):
    place = forms.ChoiceField(label=_("Which text?"))

    def __init__(self, *args: Any, content: cells.Content, section: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = cells.choices(content, section)
