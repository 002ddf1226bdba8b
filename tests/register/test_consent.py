"""What a partner did not agree to show stays in the case."""

from config.demo.story import statement
from notifications.models import Notice
from partners.actors import Actor
from proposals.codesign.endorsing import sign
from proposals.codesign.statement import PRIVATE
from proposals.review.models import DecisionPackage
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


def test_what_is_in_confidence_or_without_consent_never_leaves_the_case(world, client):
    """Planted in every text of the statement: not on the register, in exports, in mails, nor in the package."""
    words = {one.key: f"SECRET-{one.key}" for one in PRIVATE}
    story = world.story().invite("fundy").open()
    story.endorse("fundy", **words, confidential=list(words), consents=["name", "quote"], hiring="require")
    story.invite("harbour").endorse("harbour", consents=["quote"], demand_reason="SECRET-unnamed quote")
    story.sign_off().submit().assign("rita", "rob").review("rita", "rob").consensus().approve()
    assert publish_due()["published"] == 1
    listing = Listing.objects.get()
    case = f"/work/proposals/{story.proposal.pk}"
    ada = world.client("ada")
    seen = {
        "the register": client.get(f"/register/{listing.slug}/"),
        "its list": client.get("/register/?q=SECRET"),
        "the document": ada.get(f"{case}/document.html"),
        "its data": ada.get(f"{case}/document.json"),
        "the case": ada.get(f"{case}/"),
        "the history": ada.get(f"{case}/history/"),
        "the inbox": ada.get("/inbox/"),
    }
    assert {name: page.status_code for name, page in seen.items()} == dict.fromkeys(seen, 200)
    texts = {
        name: page.content.decode().replace("?q=SECRET", "").replace('value="SECRET"', "")
        for name, page in seen.items()
    }
    texts["the snapshots"] = str([one.content for one in listing.snapshots.all()])
    texts["the mails"] = str([(one.context, one.address) for one in Notice.objects.all()])
    assert {name for name, text in texts.items() if "SECRET" in text} == set()
    package = str(DecisionPackage.objects.get().content)
    assert not [word for word in words.values() if word in package]
    assert "Harbour Light" not in texts["the register"]
    assert "require" not in str([one.content["endorsers"] for one in listing.snapshots.all()])
