"""No request reaches a private, special or link-local address, however it is written or reached."""

import socket
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.webhooks import addresses, sending
from notifications.webhooks.addresses import Unfit
from notifications.webhooks.models import Outcome
from tests.webhooks.receiver import Receiver


def each(words: str) -> list[str]:
    return words.split()


CLOSED = each("""
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1
192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
168.63.129.16 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8
64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1
2001:20::1 2001:db8::1 2002:7f00:1::1 2002:a00:1:: 2002:808:808::1 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254
fd12:3456:789a::1 fe80::1 fec0::1 ff02::1 ff0e::1
""")
OPEN = each("""
1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 2606:4700::1111
""")
SPELLINGS = each("""
127.0.0.1 127.1 127.0.1 0177.0.0.1 0177.1 0x7f.0.0.1 0x7f000001 0x7F.1 2130706433 017700000001 0 0x0 localhost
LOCALHOST localhost. 127.0.0.1. [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1]
[64:ff9b::127.0.0.1] [2002:7f00:1::] [::] ip6-localhost 169.254.169.254 0xa9fea9fe 2852039166 10.0.0.1 012.0.0.1
192.168.1.1 0xc0a80101 100.64.0.1 172.16.0.1
""")
UNREADABLE = each("""
http://hooks.example/ ftp://hooks.example/ file:///etc/passwd gopher://hooks.example/ //hooks.example/ hooks.example
https:///path https://user@hooks.example/ https://user:word@hooks.example/ https://@hooks.example/
https://hooks.example/#part https://hooks.example# https://hooks.example:22/ https://hooks.example:25/
https://hooks.example:0/ https://hooks.example:65536/ https://hooks.example:-1/ https://hooks.example:x/
https://[fe80::1%25eth0]/ https://[fe80::1%eth0]/ https://[::1/ https://hooks.example\\@127.0.0.1/
https://127.0.0.1%2f@hooks.example/ https://hooks..example/ https://.example/ https://höoks.example/
https://hooks%2eexample/ https://127。0。0。1/ https://①②⑦.0.0.1/ javascript:alert(1) https://
""")


@pytest.mark.parametrize("text", CLOSED)
def test_a_special_address_is_closed(text):
    assert not addresses.may_be_sent_to(text, secure=True, own=[])


@pytest.mark.parametrize("text", OPEN)
def test_everybody_s_address_is_open_with_tls_alone(text):
    assert addresses.may_be_sent_to(text, secure=True, own=[])
    assert not addresses.may_be_sent_to(text, secure=False, own=[])


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_python_calls_private_is_never_open(address):
    if addresses.is_open(address):
        assert address.is_global and not address.is_multicast and not address.is_reserved


@given(st.ip_addresses(v=4))
def test_no_spelling_of_an_address_inside_another_one_is_open(address):
    number = int(address)
    for shifted in (number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert not addresses.is_open(ip_address(shifted.to_bytes(16)))


@pytest.mark.parametrize(
    "url", [*UNREADABLE, "https://hooks.example/a b", "https://hooks.example/\n", "https://h\x00/"]
)
def test_what_is_no_plain_https_address_is_refused_with_a_sentence(url):
    with pytest.raises(Unfit) as refused:
        addresses.read(url, own=[])
    assert len(str(refused.value)) > 15


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_an_inside_address_is_connected_to(host, monkeypatch, settings):
    settings.WEBHOOK_NETWORKS = []
    called = []
    monkeypatch.setattr(socket, "create_connection", lambda *about: called.append(about))
    answer = sending.post(f"https://{host}/hook", {}, b"{}")
    assert answer.outcome in {Outcome.ADDRESS, Outcome.UNKNOWN}
    assert called == []


def test_one_inside_address_among_several_closes_the_name(monkeypatch, settings):
    settings.WEBHOOK_NETWORKS = []
    called = []
    monkeypatch.setattr(socket, "create_connection", lambda *about: called.append(about))
    answer = sending.post("https://hooks.example/", {}, b"{}", names=lambda *_asked: ["93.184.216.34", "10.0.0.1"])
    assert (answer.outcome, called) == (Outcome.ADDRESS, [])


@pytest.mark.parametrize("places", [[], ["fe80::1%eth0"], ["not an address"]])
def test_a_name_that_leads_nowhere_is_not_connected_to(places, settings):
    answer = sending.post("https://hooks.example/", {}, b"{}", names=lambda *_asked: places)
    assert answer.outcome in {Outcome.ADDRESS, Outcome.UNKNOWN}


def test_a_name_that_changes_its_mind_is_asked_once_and_the_first_answer_is_called(inner):
    """DNS rebinding: the second answer would lead inside."""
    with Receiver() as right, Receiver(host="127.0.0.2") as wrong:
        asked = []

        def names(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

        answer = sending.post(f"http://hooks.example:{right.port}/", {}, b"{}", names=names)
    assert answer.accepted
    assert asked == ["hooks.example"]
    assert [got.headers["host"] for got in right.got] == [f"hooks.example:{right.port}"]
    assert wrong.got == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_makes_no_second_request(inner, status):
    with Receiver() as inside, Receiver() as receiver:
        receiver.answers = [(status, {"Location": inside.url(path="/secrets")}, b"")]
        answer = sending.post(receiver.url(), {}, b"{}")
    assert (answer.outcome, answer.status) == (Outcome.REDIRECTED, status)
    assert inside.got == []


def test_plain_http_goes_to_own_networks_alone(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.9.0.0/16")]
    for places in (["93.184.216.34"], ["127.0.0.1"], ["10.9.0.1", "93.184.216.34"]):
        answer = sending.post("http://hooks.example/", {}, b"{}", names=lambda *_asked, found=places: found)
        assert answer.outcome == Outcome.ADDRESS
