"""What a person typed, as it may stand in another person's mail or calendar: their words, and nothing to click. Pure.

Mail and calendar programs make links of whatever looks like an address. So a typed one keeps its letters and gets
visible marks, as in `https[:]//evil[.]example`. Our own addresses are never typed, and stay links. The rule is broad
on purpose (`Node[.]js`): a list of what is a domain today would lag. See docs/adr/0027-messages.md.
"""

import re
from unicodedata import category

UNSEEN = frozenset({"Cf", "Cs"})  # direction, joiners, spaces without width, tags; halves of characters
DOT = r"[.。．｡․]"  # the full stop, and what browsers take for one
BEFORE = r"[^\s\x21-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7e“”‘’«»…]"  # may end a label of a domain
AFTER = r"[^\W\d_][^\s\x21-\x2c\x2e\x2f\x3a-\x40\x5b-\x60\x7b-\x7e“”‘’«»…]"  # no top level has a single letter
CLICKABLE = re.compile(
    rf"(?<={BEFORE}){DOT}(?={AFTER})"  # evil.example, a@evil.example, report.zip
    rf"|(?<=[Ww]{{3}}){DOT}(?=\S)"  # www.1and1
    r"|(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)"  # 192.0.2.1
    r"|:(?=//)|(?<=[A-Za-z][A-Za-z0-9+.-]):(?=\S)"  # https://, mailto:a, localhost:80
    r"|\\\\(?=[^\s\]])"  # \\server\share
)
ENCODED = re.compile(r"=(?=\?)")  # =?utf-8?q?=0D=0ABcc=3A?= is read as a header's own


def plain(text: str) -> str:
    """One or several lines. What is plain already stays as it is."""
    seen = "".join(one for one in text if category(one) not in UNSEEN)
    return CLICKABLE.sub(lambda found: f"[{found[0]}]", ENCODED.sub("= ", seen))


def plain_line(text: str) -> str:
    """Without line breaks and control characters: safe in a header, and cannot begin a paragraph of its own."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+", " ", plain(text)).strip()
