"""What a reader holds and wants compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 2_000_000


class HeldForm(forms.Form):
    """`held` is the text, from the box or the file."""

    text = forms.CharField(
        label=gettext_lazy("Fingerprint, or the package’s text"),
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or the package as a file"),
        required=False,
        help_text=gettext_lazy("JSON, up to 2 MB. It is compared and not kept."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and (file.size or 0) > MAX_BYTES:
            self.add_error("file", _("The file is larger than 2 MB: it is no decision package."))
        elif file is not None:
            cleaned["held"] = file.read().decode("utf-8", "replace")
        elif cleaned.get("text", "").strip():
            cleaned["held"] = cleaned["text"]
        elif not self.errors:
            self.add_error("text", _("Paste a fingerprint or a package, or choose a file."))
        return cleaned
