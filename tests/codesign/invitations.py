"""An invitation as its pages and forms see it: addresses, hidden fields, the people of the form."""

from datetime import timedelta

from proposals.codesign.models import Endorsement
from proposals.http import new_key
from workflow import clocks


def first(story) -> Endorsement:
    rows = story.proposal.endorsements.select_related("guest_link", "person")
    return rows.get(organisation__short_name="fundy", handed_on_by=None)


def at(story, path: str = "") -> str:
    return f"/work/proposals/{story.proposal.pk}/{path}"


def action(story, name: str, row: Endorsement | None = None) -> str:
    return at(story, f"partners/{(row or first(story)).pk}/{name}/")


def hidden(version: int = 0, **more) -> dict:
    return {"seen_version": version, "idempotency_key": new_key(), **more}


def day(days: int) -> str:
    return (clocks.today() + timedelta(days=days)).isoformat()


def people(*rows: dict, **shared) -> dict:
    form = hidden(**({"due": day(20), "message": "Please."} | shared), **{"row-count": len(rows)})
    for number, row in enumerate(rows):
        form |= {f"row-{number}-{name}": value for name, value in ({"language": "en", "part": "advise"} | row).items()}
    return form
