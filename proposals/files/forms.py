"""One file for one section."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.files.content import ENDINGS
from proposals.files.services import MAX_BYTES
from proposals.writing.access import EDITED


class AttachForm(forms.Form):
    section = forms.ChoiceField(label=_("Section that it supports"))
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, PNG, JPEG or CSV, up to 10 MB."))
    confidential = forms.BooleanField(
        label=_("Supplied in confidence"),
        help_text=_("Only your institution and the Province see it; partners do not."),
        required=False,
    )

    def __init__(self, *args: Any, titles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(key, f"{key}. {titles[key]}") for key in EDITED]
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{one}" for one in ENDINGS)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Save it smaller and try again."))
        return file
