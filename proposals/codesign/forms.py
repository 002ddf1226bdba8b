"""Commenting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.codesign.models import Lane
from proposals.document.declaration import SECTIONS


class CommentForm(forms.Form):
    section = forms.ChoiceField(label=_("About"), required=False)
    lane = forms.ChoiceField(label=_("Who can read it"), choices=Lane.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, lanes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [
            ("", _("The whole proposal")),
            *((one.key, f"{one.key}. {one.title}") for one in SECTIONS),
        ]
        self.fields["lane"].choices = [(lane, Lane(lane).label) for lane in lanes]
        self.fields["lane"].initial = lanes[0]
