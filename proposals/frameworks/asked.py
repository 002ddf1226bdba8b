"""Which fields of the document a framework asks for: as declared, required, optional or left out."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from proposals.document.declaration import SECTIONS
from proposals.document.readiness import OFF, OPTIONAL, REQUIRED, REQUIRED_RULE
from proposals.document.shapes import Field, Requirement, Section
from proposals.document.shapes import Kind as FieldKind
from proposals.frameworks.shapes import Kind, Leaf, Part

# What a proposal begins with, and what other parts of the document refer to, is always asked for.
FIXED = frozenset({("E", "competencies"), ("F", "assessments")})
RULES = (
    (REQUIRED_RULE, gettext_lazy("required")),
    (OPTIONAL, gettext_lazy("optional")),
    (OFF, gettext_lazy("left out")),
)

NEEDED = gettext_lazy("as the document declares it (required)")
NOT_NEEDED = gettext_lazy("as the document declares it (optional)")
MOST = gettext_lazy("most words")
DECLARED = gettext_lazy("words where this is empty, as the document declares it. A framework may ask for fewer.")


def may_vary(section: Section, field: Field) -> bool:
    fixed = field.requirement == Requirement.CREATE or (section.key, field.key) in FIXED
    return not fixed and field.kind != FieldKind.DECLARATION


def _leaves(section: Section, field: Field) -> list[Leaf]:
    path = f"fields.{section.key}.{field.key}"
    found = [
        Leaf(
            f"{path}.rule",
            field.label,
            Kind.CHOICE,
            optional=True,
            choices=(("", NEEDED if field.requirement in REQUIRED else NOT_NEEDED), *RULES),
        )
    ]
    if field.max_words:
        found.append(
            Leaf(
                f"{path}.max_words",
                format_lazy("{}: {}", field.label, MOST),
                Kind.INTEGER,
                optional=True,
                minimum=1,
                maximum=field.max_words,
                hint=format_lazy("{} {}", field.max_words, DECLARED),
            )
        )
    return found


FIELD_PARTS: tuple[Part, ...] = tuple(
    Part(
        f"fields-{one.key}",
        format_lazy("{}. {}", one.key, one.title),
        tuple(leaf for field in one.fields if may_vary(one, field) for leaf in _leaves(one, field)),
        gettext_lazy("A field that is left out is not shown where nothing was written in it, and nothing asks for it."),
    )
    for one in SECTIONS
    if any(may_vary(one, field) for field in one.fields)
)
