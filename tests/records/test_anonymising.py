"""An account is anonymised: nobody is reached or recognised by it, and no record changes."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models

from notifications.models import Notice
from partners.actors import SYSTEM
from partners.models import GuestLink, User
from proposals.records import holds
from proposals.records.anonymising import anonymise
from workflow.models import TransitionRecord
from workflow.refusals import GateClosed

IMMUTABLE = {"workflow_transitionrecord", "proposals_revision", "codesign_statement", "register_snapshot"}


def verified():
    said = StringIO()
    call_command("verify", stdout=said)
    return "agree with their subjects" in said.getvalue()


def account(key):
    """A copy of the person: the demo's own is shared by all tests."""
    return User.objects.get(email__startswith=f"{key}@")


def places_of(word):
    """Tables and columns that hold this word."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for value in model._default_manager.values_list(field.attname, flat=True):
                    if word in (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)):
                        found.add(f"{model._meta.db_table}.{field.column}")
    return found


@pytest.mark.parametrize("key", ["ada", "emma", "cora", "gil"])
def test_name_and_address_are_gone_and_the_chain_holds(demo, db, key):
    person = account(key)
    name, address = person.name, person.email
    assert places_of(address), "the address is there before"
    before = list(TransitionRecord.objects.order_by("id").values_list("sha256", flat=True))
    assert verified()
    anonymise(person, actor=SYSTEM, reason="They asked for it.")
    assert places_of(address) <= {"codesign_statement.signer"}, "what was signed stays as it was signed"
    left = {place.split(".")[0] for place in places_of(name)}
    assert not left & {"workflow_transitionrecord", "partners_user", "endorsement"}
    assert not [one for one in Notice.objects.all() if name in one.context.values()], "no notice says it was them"
    assert list(TransitionRecord.objects.order_by("id").values_list("sha256", flat=True)) == before
    assert verified()


def test_sessions_links_and_roles_end(demo, db):
    client = demo.client("ada")
    assert client.get("/work/").status_code == 200
    person = account("ada")
    anonymise(person, actor=SYSTEM, reason="They asked for it.")
    assert client.get("/work/").status_code == 302
    assert not [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(person.pk)]
    person.refresh_from_db()
    assert not person.is_active and not person.has_usable_password()
    assert not person.memberships.exists() and not person.groups.exists()
    guest = User.objects.filter(is_guest=True, guest_links__revoked_at=None).first()
    assert guest is not None
    anonymise(guest, actor=SYSTEM, reason="They asked for it.")
    assert not GuestLink.objects.filter(user=guest, revoked_at=None).exists()
    assert not Notice.objects.filter(recipient=guest).exclude(address="").exists()


def test_a_second_time_changes_nothing(demo, db):
    person = account("ada")
    first = anonymise(person, actor=SYSTEM, reason="They asked for it.")
    assert anonymise(person, actor=SYSTEM, reason="Again.") == first


def test_a_person_on_a_held_case_is_kept_until_the_hold_is_lifted(demo, db):
    case = demo.case("submitted")
    person = case.created_by
    holds.put(case.pk, actor=demo.actor("cora"), reason="Court file 12.")
    with pytest.raises(GateClosed, match=case.number):
        anonymise(person, actor=SYSTEM, reason="They asked for it.")
    with pytest.raises(CommandError, match="legal hold"):
        call_command("anonymise", person.email, reason="They asked for it.")
    page = demo.client("otto").get(f"/work/records/people/{person.pk}/anonymise/").content.decode()
    assert case.number in page
    holds.lift(case.pk, actor=demo.actor("cora"), reason="Settled.")
    anonymise(person, actor=SYSTEM, reason="They asked for it.")


def test_an_administrator_does_it_on_a_page(demo, db):
    client, person = demo.client("otto"), account("emma")
    page = client.get("/work/records/people/", {"q": "emma"}).content.decode()
    address = f"/work/records/people/{person.pk}/anonymise/"
    assert address in page
    wrong = client.post(address, {"address": "another@fundy.example", "reason": "They asked for it."})
    assert wrong.status_code == 422 and "not the address" in wrong.content.decode()
    assert "They asked for it." in wrong.content.decode(), "what was typed is kept"
    assert client.post(address, {"address": person.email.upper(), "reason": "They asked for it."}).status_code == 302
    person.refresh_from_db()
    assert person.name.startswith("Anonymised")
    assert client.get(address).status_code == 404, "it is done"


def test_nobody_else_may(demo, db):
    person = account("emma")
    address = f"/work/records/people/{person.pk}/anonymise/"
    for key in ("ada", "emma", "sam", "cora", "ann", "operator"):
        client = demo.client(key)
        assert client.get(address).status_code == 404, key
        assert client.post(address, {"address": person.email, "reason": "No."}).status_code == 404, key
        assert client.get("/work/records/people/").status_code == 404, key


def test_an_institution_s_administrator_may_for_its_own_people_only(demo, db):
    client, own = demo.client("ada"), account("sam")
    address = f"/work/records/people/{own.pk}/anonymise/"
    assert address in client.get(f"/organisations/{demo.cast.organisations['acadia'].pk}/").content.decode()
    assert client.get(address).status_code == 200
    other = account("nora")
    assert client.get(f"/work/records/people/{other.pk}/anonymise/").status_code == 404


def test_no_record_names_a_person(demo, db):
    said = json.dumps(list(TransitionRecord.objects.values_list("details", flat=True)), ensure_ascii=False)
    for person in User.objects.all():
        assert person.email not in said
        assert f'"{person.name}"' not in said
