"""The policy table and the routes say the same."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.policy import POLICY, Access

CASE_ROOMS = ("proposals:", "review:", "codesign:", "writing:", "starts:", "exchange:", "files:", "overlap:", "talk:")
CASE_ROOMS += ("suggestions:", "contributions:", "presence:", "frameworks:", "records:")
CLOSED = {Access.SIGNED_IN, Access.GUEST}
PK = "00000000-0000-4000-8000-000000000000"
WORDS = {"pk": PK, "need": PK, "review": PK, "notice_id": PK, "key": "A", "name": "submit", "slug": "none"}
WORDS |= {"table": "csv", "extension": "json", "endorsement": PK, "bundle": PK, "invitation_id": PK, "action": "remind"}
WORDS |= {"endpoint": PK, "delivery": PK}
WORDS |= {"absence": PK, "thread": PK, "comment": PK, "suggestion": PK, "person": PK, "job": PK}


def routes(patterns=None, space: str = "", parameters: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """{route name: names of its parameters}."""
    found: dict[str, tuple[str, ...]] = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        names = (*parameters, *one.pattern.converters)
        if isinstance(one, URLResolver):
            found |= routes(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, names)
        elif isinstance(one, URLPattern):
            found[f"{space}{one.name}"] = names
    return found


def address(name: str) -> str:
    return reverse(name, kwargs={one: WORDS.get(one, "1") for one in routes()[name]})


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(routes()) - set(POLICY) == set()
    assert {name for name in POLICY if name not in routes()} == set()


@pytest.mark.parametrize(
    "name", [name for name, access in POLICY.items() if access in {Access.SIGNED_IN, Access.GUEST}]
)
def test_a_visitor_is_sent_to_the_sign_in(client, db, name):
    response = client.get(address(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", [name for name, access in POLICY.items() if access == Access.DEMO])
def test_without_the_demo_its_pages_do_not_exist(client, db, settings, name):
    settings.DEMO = False
    settings.SECURE_SSL_REDIRECT = False
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [name for name in POLICY if name.startswith(CASE_ROOMS)])
def test_what_does_not_exist_is_not_found(world, name):
    """By GET and by POST alike; pages without an object answer."""
    if "pk" in routes()[name]:
        client = world.client("ada")
        assert client.get(address(name)).status_code in {404, 405}
        assert client.post(address(name), {"seen_version": "1", "idempotency_key": PK}).status_code in {404, 405}
