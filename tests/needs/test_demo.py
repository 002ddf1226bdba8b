"""The needs of the demo, as its people meet them."""

import re

from proposals.needs.models import Need


def test_a_need_that_is_met_leads_to_its_listing(demo, db):
    need = Need.objects.filter(state="met").first()
    page = demo.client("harriet").get(f"/needs/{need.pk}/").content.decode()
    found = re.search(r'href="(/register/[^"]+)"', page[page.index("Met by a microcredential") :])
    assert demo.client().get(found[1]).status_code == 200
