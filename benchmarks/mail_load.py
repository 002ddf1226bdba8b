"""The load of `benchmarks.mail`, in a process of its own: `python -m benchmarks.mail_load COUNT RATE PEOPLE SEED`.

Prints a line of JSON for each transition: the event's key, the addresses, and the moment of its COMMIT (Unix time, ns).
"""

import json
import random
import sys
import time
from functools import partial

from django.db import transaction

from tests.chaos.drive import AT_THE_TABLE, cases, move  # sets Django up

from notifications.models import WAITING, Channel, Notice, NoticeState  # isort: skip
from partners.actors import Actor  # isort: skip
from partners.models import Organisation  # isort: skip
from partners.services import person  # isort: skip
from proposals.codesign import inviting  # isort: skip
from proposals.models import Proposal  # isort: skip
from tests.running import until  # isort: skip


def fill(case: Proposal, people: int) -> None:
    """Invite until so many are at the table."""
    partner = Organisation.objects.filter(kind="partner").order_by("pk").first()
    for number in range(people - case.endorsements.filter(state__in=AT_THE_TABLE).count()):
        guest = person(f"guest{number}@{case.pk.hex[:8]}.example", f"Guest {number}", "en")
        inviting.invite(actor=Actor(case.created_by), proposal=case, organisation=partner, person=guest)


def all_sent() -> bool:
    return not Notice.objects.filter(channel=Channel.MAIL, state__in=[*WAITING, NoticeState.LEASED]).exists()


def run(count: int, rate: float, people: int, seed: int) -> None:
    found, chance, addressed = cases(), random.Random(seed), []
    for case in found:
        fill(case, people)
    until(all_sent, "the mail of the preparation to be out")
    begun = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begun + (number + chance.uniform(0, 0.9)) / rate - time.monotonic()))
        committed: list[int] = []
        with transaction.atomic():
            transaction.on_commit(partial(stamp, committed))  # the first of the callbacks: before the worker is rung
            record = move(found[number % len(found)], addressed)
        print(json.dumps({"event": str(record.uuid), "to": addressed, "at": committed[0]}), flush=True)  # noqa: T201


def stamp(committed: list[int]) -> None:
    committed.append(time.time_ns())


if __name__ == "__main__":
    run(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
