"""The whole demo with a webhook of every organisation from its beginning: what each of them heard."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

import pytest
from django.db import transaction
from django.http import Http404

from config.demo.cases import tell
from config.demo.people import assemble
from notifications.webhooks import page
from notifications.webhooks.hearing import EARS_OF, HEARD
from notifications.webhooks.models import Delivery
from partners.actors import Actor
from partners.models import Organisation
from partners.roles import OrganisationKind
from proposals.codesign.models import Endorsement
from proposals.selectors import get, history
from tests.webhooks.test_hearing import listen
from tests.world import World
from workflow.models import TransitionRecord
from workflow.process import TABLE

MAY_STAND = {
    "machine": {None, "proposal", "endorsement", "review", "listing", "need"},
    "transition": {None, *(row.name for row in TABLE)},
}


@pytest.fixture(scope="module")
def heard(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The whole demo, with a webhook of every organisation from its beginning."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = assemble()
        for organisation in Organisation.objects.all():
            listen(organisation, cast.people["ada"])
        tell(cast)
        yield World(cast)
        transaction.set_rollback(True)


def test_in_the_whole_demo_no_organisation_hears_what_its_people_may_not_know(heard, db, record_property):
    """Every record of a case that a machine was told of stands in the history of one of its people."""
    records = {str(record.uuid): record for record in TransitionRecord.objects.all()}
    looked, known = 0, {}
    for row in Delivery.objects.select_related("endpoint__organisation"):
        record = records.get(row.event_key)
        if record is None or record.machine == "need":
            continue
        organisation = row.endpoint.organisation
        if organisation.kind == OrganisationKind.PARTNER:
            assert Endorsement.objects.get(pk=record.subject_id).organisation == organisation, row.event
            continue
        key = (organisation.pk, record.case_id)
        known[key] = known.get(key) or _known(organisation, record.case_id)
        assert record.pk in known[key], (row.event, organisation)
        looked += 1
    assert looked > 150
    record_property("deliveries that were looked at", looked)


def _known(organisation: Organisation, case_id: UUID) -> set[int]:
    """Records that somebody of the organisation reads on the page of the case."""
    found: set[int] = set()
    for membership in organisation.memberships.select_related("user"):
        with suppress(Http404):
            found |= set(history(get(Actor(membership.user), case_id)).values_list("pk", flat=True))
    return found


def test_the_province_hears_of_a_case_from_its_submission_on(heard, db):
    first: dict[str, int] = {}
    for record in TransitionRecord.objects.filter(transition="submit", machine="proposal").order_by("-id"):
        first[str(record.case_id)] = record.pk
    keys = {str(record.uuid): record.pk for record in TransitionRecord.objects.all()}
    told = Delivery.objects.filter(endpoint__organisation__kind=OrganisationKind.PROVINCE)
    for row in told:
        case = json.loads(row.body)["data"]["case"]
        if row.event_key in keys and case:
            assert keys[row.event_key] >= first[case]
    assert told.count() > 100


def test_every_kind_of_organisation_hears_only_what_it_is_offered(heard, db):
    for row in Delivery.objects.select_related("endpoint__organisation"):
        assert HEARD[row.event] & EARS_OF[row.endpoint.organisation.kind], row.event


def test_what_is_sent_holds_identifiers_and_nothing_else(heard, db):
    """By equality: every key and every value is of a known kind, so no word of anybody can be among them."""
    shape = set(page.EXAMPLE["data"])
    for row in Delivery.objects.select_related("endpoint__organisation"):
        body = json.loads(row.body)
        data = body["data"]
        assert set(body) == {"type", "timestamp", "data"} and set(data) == shape
        assert body["type"] == row.event
        for name, known in MAY_STAND.items():
            assert data[name] in known
        assert data["state"] is None or re.fullmatch(r"[a-z_]+", data["state"])
        for name in ("subject", "case"):
            assert data[name] is None or str(UUID(data[name])) == data[name]
        assert data["number"] is None or re.fullmatch(r"[A-Z0-9-]+", data["number"])
        assert data["revision"] is None or isinstance(data["revision"], int)
        assert re.fullmatch(r"http://localhost:\d+/[a-z/]+(/[0-9a-f-]{36}/([a-z]+/)?)", data["url"]), data["url"]
