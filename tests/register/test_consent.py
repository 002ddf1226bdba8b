"""What a partner did not agree to show stays in the case."""

from config.demo.story import statement
from partners.actors import Actor
from proposals.codesign.endorsing import sign
from proposals.selectors import latest_revision
from register.models import Listing
from register.services import publish_due


def test_partners_show_only_what_they_agreed_to(world, client):

    story = world.story().invite("fundy", "harbour").open().endorse("fundy")
    row = story.proposal.endorsements.get(organisation=story.organisation("harbour"))
    with story.later(5):
        sign(
            row.pk,
            statement(story.content, "yes") | {"consents": [], "demand_reason": "PRIVATE REASON"},
            actor=Actor(row.person, guest_link=row.guest_link),
            seen_version=row.version,
            seen_revision=latest_revision(story.proposal).number,
            shown_text="",
            language="en",
            idempotency_key=None,
        )
    story.sign_off().submit().assign("rita", "rob").review("rita", "rob").consensus().approve()
    assert publish_due()["published"] == 1
    page = client.get(f"/register/{Listing.objects.get().slug}/").content.decode()
    assert "Fundy Ocean Sensors" in page
    assert "Harbour Light" not in page
    assert "PRIVATE REASON" not in page
