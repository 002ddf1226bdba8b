"""The needs of the demo, as its people meet them."""

import re

from proposals.needs.models import Need


def test_a_need_that_is_met_leads_to_its_listing(demo, db):
    need = Need.objects.filter(state="met").first()
    page = demo.client("harriet").get(f"/needs/{need.pk}/").content.decode()
    found = re.search(r'href="(/register/[^"]+)"', page[page.index("Met by a microcredential") :])
    assert demo.client().get(found[1]).status_code == 200


def test_the_demo_shows_shared_closed_and_french_needs_and_two_requests_to_join(demo, db):
    board = demo.client("emma").get("/needs/").content.decode()
    assert board.index("dementia") < board.index("ocean sensors")
    assert "6 organisations have it" in board
    assert "Préposées" in board
    public = demo.client().get("/what-employers-need/").content.decode()
    assert "62 Health care" in public
    assert "North Shore" in public
    assert "2 organisations ask to join" in demo.client("cora").get("/work/").content.decode()
