"""Records from before the chain get their hashes by the migration, in the order they were written."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

from tests.flush import triggers_down
from tests.history import needs, verified
from workflow.models import TransitionRecord

migration = importlib.import_module("workflow.migrations.0005_chain")


@pytest.mark.django_db
def test_records_from_before_become_links(world):
    needs(3, 7, person=world.cast.people["emma"], organisation=world.cast.organisations["fundy"])
    with triggers_down():
        TransitionRecord.objects.update(link=F("link") + 100, previous="", salt="", sha256="")
        assert verified()
        migration.hash_existing(apps, BaseDatabaseSchemaEditor(connection))
    assert verified() == []
    for link, version in TransitionRecord.objects.values_list("link", "subject_version"):
        assert link == version
