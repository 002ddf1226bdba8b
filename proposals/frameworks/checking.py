"""What keeps a draft from being published, each with its place. By the same forms that drafts are written with."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proposals.frameworks import declaration, paths
from proposals.frameworks.forms import stored
from proposals.frameworks.shapes import Content, Kind, Part


@dataclass(frozen=True)
class Lack:
    """`part` is "" for what no single part can mend; `path` leads to the field."""

    part: str
    title: str
    path: str
    sentence: str


def lacks(content: Content) -> list[Lack]:
    """Empty for a version that can be published."""
    found = [lack for part in declaration.parts(content) for lack in of_part(part, content)]
    return [*(Lack("", "", path, sentence) for path, sentence in declaration.whole(content)), *found]


def of_part(part: Part, content: Content) -> Iterator[Lack]:
    form = stored(part, content)
    for leaf in part.leaves:
        for name in leaf.names:
            label = str(form.fields[name].label)
            if name in form.errors:
                yield Lack(part.key, str(part.title), name, f"{label}: {' '.join(form.errors[name])}")
            elif not leaf.optional and leaf.kind != Kind.BOOLEAN and paths.get(content, name) in (None, "", []):
                yield Lack(part.key, str(part.title), name, _("“%(label)s” is missing.") % {"label": label})
