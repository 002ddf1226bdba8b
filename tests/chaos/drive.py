"""Makes transitions against a running site's database, as its web processes would: `drive.py COUNT`.

Opens and closes co-design of the demo's cases in turn. After each committed transition it prints one line of JSON:
the event's key and the addresses that have to hear of it.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from partners.actors import Actor  # noqa: E402
from proposals import door  # noqa: E402
from proposals.models import Proposal  # noqa: E402
from proposals.passages import PROPOSAL  # noqa: E402
from tests import world as worlds  # noqa: E402
from workflow.models import TransitionRecord  # noqa: E402
from workflow.states import ENDORSEMENT_AWAITS_PARTNER, ENDORSEMENT_CURRENT  # noqa: E402

MOST = 100  # moves of one case: what a move costs grows with the length of its history
TURN = {"co_design": "close_co_design", "draft": "open_co_design"}
AT_THE_TABLE = ENDORSEMENT_AWAITS_PARTNER | ENDORSEMENT_CURRENT


def cases() -> list[Proposal]:
    """Those in co-design with partners at the table, or in a draft that was in co-design before."""
    opened = TransitionRecord.objects.filter(transition="open_co_design").values("subject_id")
    found = Proposal.objects.filter(state__in=TURN, endorsements__state__in=AT_THE_TABLE, pk__in=opened)
    return list(found.select_related("created_by").distinct().order_by("number"))


def move(case: Proposal, addressed: list[str]) -> TransitionRecord:
    """Whoever will be told stands in `addressed` before anything is committed."""
    at_the_table = case.endorsements.filter(state__in=AT_THE_TABLE)
    addressed[:] = sorted(at_the_table.values_list("person__email", flat=True))
    state = Proposal.objects.values_list("state", flat=True).get(pk=case.pk)
    return door.act(PROPOSAL, case.pk, TURN[state], actor=Actor(case.created_by), seen_version=None)


def enough(count: int) -> list[Proposal]:
    """Cases for so many moves; those that are missing are begun, with two partners at the table."""
    world = worlds.people_only()
    while len(found := cases()) * MOST < count:
        world.story(days=3).invite("fundy", "harbour").open()
    return found


def drive(count: int) -> None:
    found, addressed = enough(count), []
    for number in range(count):
        record = move(found[number % len(found)], addressed)
        print(json.dumps({"event": str(record.uuid), "to": addressed}), flush=True)  # noqa: T201


if __name__ == "__main__":
    drive(int(sys.argv[1]))
