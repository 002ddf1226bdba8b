"""The first drafts of the decision letters. Their blanks are `string.Template`'s: `$title`."""

from collections.abc import Iterator
from string import Template

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.frameworks.paths import get
from proposals.frameworks.shapes import Content, Fault, Kind, Leaf, Part, Rule, Text

BLANKS = ("title", "institution", "reference", "date", "body", "due")
LETTERS: dict[str, Text] = {
    "approve": gettext_lazy("Approval"),
    "approve_with_conditions": gettext_lazy("Approval with conditions"),
    "decline": gettext_lazy("Decline"),
    "return": gettext_lazy("Return for changes"),
}


def _blanks(path: str) -> Rule:
    """Only blanks that are filled in, and the one for the reasons in every letter."""

    def rule(content: Content) -> Iterator[Fault]:
        text = get(content, path)
        if not text:
            return
        letter = Template(text)
        if not letter.is_valid():
            yield path, _("A dollar sign stands before the name of a blank; write $$ for a dollar sign itself.")
            return
        unknown = sorted(set(letter.get_identifiers()) - set(BLANKS))
        if unknown:
            yield path, _("There is no such blank: %(names)s.") % {"names": ", ".join(f"${one}" for one in unknown)}
        elif "body" not in letter.get_identifiers():
            yield path, _("Write $body where the reasons, changes or conditions go.")

    return rule


PARTS: tuple[Part, ...] = tuple(
    Part(
        f"letter-{name}",
        format_lazy("{}: {}", gettext_lazy("Letter"), title),
        (Leaf(f"letters.{name}", gettext_lazy("Text"), Kind.LONG_TEXT, bilingual=True, max_chars=8000),),
        gettext_lazy("Blanks: $title, $institution, $reference, $date, $body (reasons, changes or conditions), $due."),
        (_blanks(f"letters.{name}.en"), _blanks(f"letters.{name}.fr")),
    )
    for name, title in LETTERS.items()
)
