"""A copy and a template: what they take over, who may use them, and what they leave behind."""

import re

import pytest

from proposals.document.readiness import completeness
from proposals.http import new_key
from proposals.models import Proposal
from proposals.starts.copying import COPIED, copied
from proposals.starts.models import DocumentTemplate
from proposals.writing.selectors import working
from workflow.models import TransitionRecord

NEW = "/work/proposals/new/"


@pytest.fixture
def story(world):
    return world.story()


def begin(client, query: str, title: str = "Another one"):
    institution = re.search(r'<option value="([0-9a-f-]{36})"', client.get(NEW + query).content.decode())[1]
    fields = {"title_en": title, "institution": institution, "seen_version": "0", "idempotency_key": new_key()}
    return client.post(NEW + query, fields)


def keep(client, story, name="Our usual text", sections=("B", "J")):
    return client.post(f"/work/proposals/{story.proposal.pk}/template/", {"name": name, "sections": list(sections)})


def newest() -> Proposal:
    return Proposal.objects.order_by("-created_at").first()


def test_a_copy_takes_over_everything_but_what_is_true_of_one_proposal_only(world, story):
    assert begin(world.client("ada"), f"?from={story.proposal.pk}").status_code == 302
    made = working(newest())
    assert made["A"]["title"] == {"en": "Another one"}
    assert "K" not in made
    assert not {"approval_date", "approval_reference"} & set(made["B"])
    assert made["E"] == story.content["E"]
    assert made["F"] == story.content["F"]
    record = TransitionRecord.objects.get(subject_id=newest().pk, transition="create")
    assert record.details["copied_from"] == story.proposal.number
    assert newest().endorsements.count() == 0


def test_a_template_holds_the_chosen_sections_and_later_changes_do_not_reach_it(world, story):
    ada = world.client("ada")
    assert keep(ada, story).status_code == 302
    template = DocumentTemplate.objects.get()
    assert set(template.content) == {"B", "J"}
    assert begin(ada, f"?template={template.pk}").status_code == 302
    assert working(newest())["J"] == story.content["J"]
    assert set(working(newest())) == {"A", "B", "J"}


def test_the_same_form_twice_is_one_template_and_another_text_needs_another_name(world, story):
    ada = world.client("ada")
    assert [keep(ada, story).status_code for _time in range(2)] == [302, 302]
    refused = keep(ada, story, sections=("J",))
    assert refused.status_code == 422
    assert "Choose another name" in refused.content.decode()
    assert DocumentTemplate.objects.count() == 1


@pytest.mark.parametrize(("name", "sections"), [("", ("B",)), ("Named", ()), ("Named", ("Z",)), ("x" * 121, ("B",))])
def test_a_form_that_is_not_whole_says_so_and_keeps_nothing(world, story, name, sections):
    assert keep(world.client("ada"), story, name, sections).status_code == 422
    assert DocumentTemplate.objects.count() == 0


def test_a_retired_template_is_offered_no_more(world, story):
    ada = world.client("ada")
    keep(ada, story)
    template = DocumentTemplate.objects.get()
    assert ada.post(f"/work/templates/{template.pk}/retire/").status_code == 302
    ada.get("/work/templates/")  # shows the message
    assert "Our usual text" not in ada.get(NEW).content.decode()
    assert ada.get(f"{NEW}?template={template.pk}").status_code == 404
    assert keep(ada, story).status_code == 302


@pytest.mark.parametrize("who", ["dev", "sam", "cora", "emma", "operator"])
def test_nobody_else_copies_or_keeps(world, story, who):
    keep(world.client("ada"), story)
    template = DocumentTemplate.objects.get()
    other = world.client(who)
    assert other.get(f"{NEW}?from={story.proposal.pk}").status_code == 404
    assert other.get(f"{NEW}?template={template.pk}").status_code == 404
    assert keep(other, story).status_code == 404
    assert other.post(f"/work/templates/{template.pk}/retire/").status_code == 404
    assert DocumentTemplate.objects.get().retired_at is None


@pytest.mark.parametrize("query", ["?from=x", "?template=x", "?from=00000000-0000-4000-8000-000000000000"])
def test_a_start_that_is_not_there_is_not_found(world, query):
    assert world.client("ada").get(NEW + query).status_code == 404


def test_a_copy_has_nothing_that_is_not_declared_as_copied(story):
    found = copied({key: {**values, "unknown": 1} for key, values in story.content.items()})
    declared = {one.key: {field.key for field in one.fields if field.copied} for one in COPIED}
    assert {key: set(values) - declared[key] for key, values in found.items()} == {key: set() for key in found}
    assert completeness(found, {})["E"] == completeness(story.content, {})["E"]


def test_the_list_of_templates_is_paged_with_a_fixed_number_of_queries(world, story, django_assert_max_num_queries):
    ada = world.client("ada")
    keep(ada, story)
    template = DocumentTemplate.objects.get()
    for number in range(45):
        DocumentTemplate.objects.create(
            institution=template.institution,
            name=f"T {number:02}",
            content={},
            made_by=template.made_by,
            made_at=template.made_at,
        )
    with django_assert_max_num_queries(14):
        page = ada.get("/work/templates/")
    assert page.content.decode().count("Begin with it") == 20
