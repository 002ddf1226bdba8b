"""Which addresses may be sent to at all: how a URL is read, and which IP addresses are open. Pure.

Python's `is_global` knows multicast, NAT64 and parts of 192.0.0.0/24 as global, so the registries of special addresses
(IANA, RFC 6890) stand here as they are. Of IPv6 only global unicast passes, without what carries an IPv4 address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

LONGEST = 500
CLOSED: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own service, in public space
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
UNICAST = ip_network("2000::/3")
LOWEST_FREE_PORT = 1024
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]+", re.ASCII)
VISIBLE = re.compile(r"[\x21-\x7e]+", re.ASCII)


class Unfit(Exception):
    """Not to be sent to; the message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Target:
    """`host` in lower case, ASCII, an IPv6 address without brackets. `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def is_open(address: Address) -> bool:
    """Everybody's: not a network's own, nor anybody's in particular."""
    if isinstance(address, IPv6Address) and address not in UNICAST:
        return False
    return not any(address in network for network in CLOSED if network.version == address.version)


def may_be_sent_to(text: str, *, secure: bool, own: Iterable[Network]) -> bool:
    """What a name was resolved to. `own` are inner networks that the installation allows, also without TLS.

    Raises:
        ValueError: no address.
    """
    address = ip_address(text)
    inside = any(address in network for network in own if network.version == address.version)
    return inside or (secure and is_open(address))


def read(url: str, *, own: Iterable[Network]) -> Target:
    """How the URL is understood, once, so that nobody after this reads it another way.

    Raises:
        Unfit: with the reason.
    """
    parts = _split(url)
    plain = parts.scheme == "http" and bool(tuple(own))
    if parts.scheme != "https" and not plain:
        raise Unfit(_("The address must begin with https://."))
    if parts.username is not None or parts.password is not None:
        raise Unfit(_("Leave out the name and password: the signature says who sends."))
    if parts.fragment or "#" in url:
        raise Unfit(_("Leave out what begins with #."))
    host, port = _host(parts), _port(parts)
    try:
        closed = not may_be_sent_to(host, secure=not plain, own=own)
    except ValueError:
        closed = False  # a name; what it leads to is looked at with every try
    if closed:
        raise Unfit(_("We don’t send to this address: it is a private or special one."))
    query = f"?{parts.query}" if parts.query else ""
    return Target(not plain, host, port, (parts.path or "/") + query)


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST or not VISIBLE.fullmatch(url) or "\\" in url:
        raise Unfit(_("Write one address without spaces, of at most 500 characters; names in ASCII (xn--…)."))
    try:
        return urlsplit(url)
    except ValueError:
        raise Unfit(_("This is not an address.")) from None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().removesuffix(".")
    if not HOST.fullmatch(host) or len(host) > 253:
        raise Unfit(_("The address needs the name of a machine, such as hooks.college.example."))
    return host


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port if parts.port is not None else (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = 0
    if port not in (80 if parts.scheme == "http" else 443, *range(LOWEST_FREE_PORT, 65536)):
        raise Unfit(_("Use the usual port, or one from 1024 to 65535."))
    return port
