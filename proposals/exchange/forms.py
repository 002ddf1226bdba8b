"""The file that somebody brings."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Organisation

EXTENSIONS = ("xlsx", "csv", "json")
MAX_BYTES = 10_000_000


class ImportForm(forms.Form):
    """`extension` is one of EXTENSIONS once the form is valid; what the file holds is checked by `reading`."""

    institution = forms.ModelChoiceField(label=gettext_lazy("Institution"), queryset=None)
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("XLSX, CSV or JSON, up to 10 MB."))

    def __init__(self, *args: Any, institutions: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        field.queryset = institutions
        if len(institutions) == 1:
            field.initial, field.empty_label = institutions[0], None
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{one}" for one in EXTENSIONS)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if self._extension(file) not in EXTENSIONS:
            raise forms.ValidationError(_("Choose an XLSX, CSV or JSON file."))
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Split it and import the parts."))
        return file

    @property
    def extension(self) -> str:
        return self._extension(self.cleaned_data["file"])

    @staticmethod
    def _extension(file: UploadedFile) -> str:
        return (file.name or "").rpartition(".")[2].lower()
