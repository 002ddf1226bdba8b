"""From a file to drafts: checked first, made row by row, stopped, killed, gone on with, never twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.actors import SYSTEM
from partners.models import Membership
from partners.services import end_role
from proposals import timed
from proposals.exchange import selectors, services
from proposals.exchange.models import ImportJob, ImportRow, Status
from proposals.exchange.packed import packed
from proposals.models import Proposal
from tests.exchange.files import documents, sheet
from tests.running import until
from workflow import clocks

IMPORTS = "/work/import/"


def upload(client, data: bytes, name: str, institution):
    file = SimpleUploadedFile(name, data)
    return client.post(IMPORTS, {"institution": institution.pk, "file": file})


@pytest.fixture
def acadia(world):
    return world.cast.organisations["acadia"]


def checked(world, acadia, count: int) -> ImportJob:
    data = sheet(documents(count), "csv")
    return services.check(data, "ours.csv", "csv", institution=acadia, actor=world.actor("ada"))


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
def test_a_file_is_checked_then_made_into_drafts(world, acadia, extension):
    contents = documents(3)
    data = packed(contents) if extension == "json" else sheet(contents, extension)
    ada = world.client("ada")
    answer = upload(ada, data, f"ours.{extension}", acadia)
    assert answer.status_code == 302
    page = ada.get(answer.url).content.decode()
    assert "0 of 3 drafts are made" in page
    assert Proposal.objects.count() == 0
    assert ada.post(f"{answer.url}start/").status_code == 302
    job = ImportJob.objects.get()
    assert services.work(job.pk) == 3
    assert "3 of 3 drafts are made" in ada.get(answer.url).content.decode()
    made = [row.proposal for row in job.rows.all()]
    assert [one.revisions.get().content for one in made] == contents
    assert {one.state for one in made} == {"draft"}
    assert {one.created_by for one in made} == {world.cast.people["ada"]}


def test_the_same_file_twice_is_one_job_and_a_title_that_is_there_is_a_fault(world, acadia):
    job = checked(world, acadia, 2)
    assert checked(world, acadia, 2) == job
    services.start(job.pk, actor=world.actor("ada"))
    services.work(job.pk)
    again = checked(world, acadia, 2)
    assert again.status == Status.REFUSED
    number = Proposal.objects.get(title="Course number 1").number
    assert again.faults[0]["sentence"] == f"Your institution’s proposal {number} has this title already."
    assert again.rows.count() == 0


def test_a_file_with_faults_writes_no_row_and_shows_them_by_pages(world, acadia):
    contents = [{"A": {"title": {"en": f"T{number}"}, "kind": "no"}} for number in range(50)]
    ada = world.client("ada")
    page = ada.get(upload(ada, packed(contents), "bad.json", acadia).url).content.decode()
    assert "50 things to correct. Nothing was made." in page
    assert page.count("is not in the list") == 20
    assert ImportRow.objects.count() == Proposal.objects.count() == 0
    job = ImportJob.objects.get()
    assert ada.post(f"{IMPORTS}{job.pk}/start/").status_code == 302
    job.refresh_from_db()
    assert job.status == Status.REFUSED


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("ours.pdf", b"x", "Choose an XLSX, CSV or JSON file."),
        ("ours", b"x", "Choose an XLSX, CSV or JSON file."),
        ("ours.csv", b"", "The submitted file is empty."),
        ("ours.csv", bytes(10_000_001), "larger than 10 MB"),
    ],
)
def test_what_is_no_file_of_proposals_is_said_at_the_field(world, acadia, name, data, sentence):
    answer = upload(world.client("ada"), data, name, acadia)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ImportJob.objects.count() == 0


def test_stopped_it_stops_and_goes_on_where_it_was(world, acadia):
    job = checked(world, acadia, 4)
    ada = world.actor("ada")
    services.start(job.pk, actor=ada)
    services._one(job.pk)
    world.client("ada").post(f"{IMPORTS}{job.pk}/stop/")
    assert services.work(job.pk) == 0
    assert selectors.job(ada, job.pk).made == 1
    services.start(job.pk, actor=ada)
    services.start(job.pk, actor=ada)
    services.work(job.pk)
    assert services.work(job.pk) == 0
    assert Proposal.objects.count() == 4
    assert selectors.job(ada, job.pk).status == Status.DONE


def test_a_worker_that_died_is_rung_for_again(world, acadia):
    job = checked(world, acadia, 1)
    services.start(job.pk, actor=world.actor("ada"))
    assert timed.run()["imports"] == 0
    ImportJob.objects.update(worked_at=clocks.now() - timedelta(seconds=61))
    assert timed.run()["imports"] == 1


def test_who_is_no_author_any_more_imports_no_more(world, acadia):
    job = checked(world, acadia, 2)
    services.start(job.pk, actor=world.actor("ada"))
    for membership in Membership.objects.filter(user=world.cast.people["ada"]):
        end_role(membership, actor=SYSTEM)
    services.work(job.pk)
    job.refresh_from_db()
    assert (job.status, Proposal.objects.count()) == (Status.STOPPED, 0)
    assert "no author at the institution any more" in job.halted


@pytest.mark.parametrize("key", ["sam", "neil", "emma", "cora", "rita", "dora"])
def test_nobody_else_reaches_an_import(world, acadia, key):
    job = checked(world, acadia, 1)
    client = world.client(key)
    for method, address in (("get", ""), ("post", "start/"), ("post", "stop/")):
        assert getattr(client, method)(f"{IMPORTS}{job.pk}/{address}").status_code == 404
    assert client.get(f"{IMPORTS}{uuid4()}/").status_code == 404


def test_queries_do_not_grow_with_the_rows(world, acadia):
    ada = world.client("ada")
    counts = []
    for number in (1, 15):
        job = services.check(
            packed([{"A": {"title": {"en": f"T{number}-{one}"}}} for one in range(number)]),
            "x.json", "json", institution=acadia, actor=world.actor("ada"),
        )  # fmt: skip
        services.start(job.pk, actor=world.actor("ada"))
        services.work(job.pk)
        with CaptureQueriesContext(connection) as counted:
            assert ada.get(f"{IMPORTS}{job.pk}/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_with_a_real_signal_leaves_nothing_half(world, acadia, tmp_path):
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("a second process cannot see a database in memory")
    job = checked(world, acadia, 30)
    services.start(job.pk, actor=world.actor("ada"))
    code = f"import django; django.setup(); from proposals.exchange import services; services.work('{job.pk}')"
    environment = {**os.environ, "DATABASE_URL": database_url()}
    kills = 0
    while ImportJob.objects.get(pk=job.pk).status == Status.RUNNING and kills < 3:
        before = made(job.pk)
        worker = subprocess.Popen([sys.executable, "-c", code], env=environment)
        wanted = min(before + 5, 30)
        until(lambda: made(job.pk) >= wanted or worker.poll() is not None, "five more drafts")  # noqa: B023
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        kills += 1
    services.work(job.pk)
    assert kills == 3
    assert made(job.pk) == Proposal.objects.count() == 30
    assert Proposal.objects.values("source_id").distinct().count() == 30
    assert all(one.revisions.count() == 1 for one in Proposal.objects.all())


def made(pk: UUID) -> int:
    return ImportRow.objects.filter(job=pk, proposal__isnull=False).count()


def database_url() -> str:
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    return f"postgresql://{named['USER']}@{named['HOST']}:{named['PORT'] or 5432}/{named['NAME']}"


@pytest.mark.slow
def test_five_hundred_are_in_within_a_minute(world, acadia, record_property):
    data = sheet(documents(500), "xlsx")
    begun = perf_counter()
    job = services.check(data, "500.xlsx", "xlsx", institution=acadia, actor=world.actor("ada"))
    seconds_to_check = perf_counter() - begun
    services.start(job.pk, actor=world.actor("ada"))
    assert services.work(job.pk) == 500
    record_property("seconds to check 500 rows", round(seconds_to_check, 1))
    record_property("seconds to import 500 rows", round(perf_counter() - begun, 1))
    assert Proposal.objects.count() == 500
