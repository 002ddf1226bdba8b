"""What people type to make another person's mail say, hide or link something, and how a mail is searched for it."""

import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.utils.html import urlize

BENT = "\u202e\u2066\u200b\u200d\u2060\ufeff\u00ad\u061c"  # right to left, without width, soft hyphen
WORDS = {
    "header": "x\r\nBcc: all@evil.example\r\nX-Evil: 1\r\n\r\n<b>body</b>",
    "encoded word": "=?utf-8?q?=0D=0ABcc=3A_all=40evil.example?=",
    "link": '<a href="https://evil.example/">sign here</a>',
    "script": "<script src=//evil.example/x.js></script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" style=\'x',
    "template": "{{ settings.SECRET_KEY }}{% include 'x' %}",
    "address": "https://evil.example/a?b=c",
    "www": "go to www.evil.example, now",
    "bare": "evil.example/path or evil.zip",
    "mailto": "mailto:a@evil.example?subject=x",
    "markdown": "[sign here](https://evil.example) and ![](http://evil.example/p.png)",
    "other schemes": "javascript:alert(1) file:///etc/passwd \\\\evil.example\\share tel:+1900 localhost:8000/x",
    "number": "http://0x7f000001/ and 192.0.2.1/x",
    "bent": f"{BENT}https://evil{BENT}.example/ {BENT}abc",
    "other dots": "evil。example evil．example evil｡example",
    "letters of the world": "https://злой.пример/ злой.рф दुष्ट.भारत",
    "forged lines": "x\n\n- Pay here\n\nhttp://localhost/guest/evil/\n> said\n--\nTidemark",
}
TAGS = {"html", "head", "meta", "title", "body", "div", "p", "h1", "h2", "ul", "li", "blockquote", "a"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "role", "aria-label", "href"}
HEADERS = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"}
HEADERS |= {"X-Tidemark-Event", "Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post"}
HEADERS |= {"X-Envelope-To", "X-Peer", "X-MailFrom", "X-RcptTo", "Content-Transfer-Encoding"}  # the sink's own
SCHEME = re.compile(r"\w{2,}:(?!\s|$)|://", re.ASCII)
DOMAIN = re.compile(r"[^\W_][.。．｡][^\W\d_]{2}|www\.\S|\d\.\d{1,3}\.\d{1,3}\.\d")
HIDDEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

WORDS["all at once"] = " ".join(WORDS.values())


def spoilt(value: Any, words: str) -> Any:
    """The same context with these words in every place where a person may have typed."""
    if isinstance(value, dict):
        return {key: item if key in {"due", "since", "outcome"} else spoilt(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [spoilt(item, words) for item in value]
    return words if isinstance(value, str) else value


@dataclass
class Html(HTMLParser):
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)  # the first words of each item and paragraph of ours
    open: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attributes}
        self.links += [value or "" for name, value in attributes if name == "href"]
        self.text += f"\n{dict(attributes).get('aria-label') or ''}\n"
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"p", "li"} and "blockquote" not in self.open:
            self.begun.append(data.strip())
        self.text += data


def clickable(text: str) -> list[str]:
    """What a mail program could make a link of, apart from lines that are an address of ours."""
    lines = [line.strip() for line in text.splitlines()]
    words = "\n".join(line for line in lines if not re.fullmatch(rf"{re.escape(settings.SITE_URL)}/[^\s]*", line))
    found = SCHEME.findall(words) + DOMAIN.findall(words)
    return found + (["urlize"] if "<a " in urlize(words, autoescape=True) else [])


def faults(mail: EmailMessage, address: str) -> list[str]:
    """What a hostile word got through; empty when it is words and nothing else."""
    wrong = [f"header {name}" for name in set(mail.keys()) - HEADERS]
    wrong += [] if len(mail.get_all("Subject")) == 1 else ["two subjects"]
    wrong += [] if mail["From"] == settings.DEFAULT_FROM_EMAIL and mail["To"] == address else ["addressed otherwise"]
    wrong += [] if [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"] else ["parts"]
    text = mail.get_body(("plain",)).get_content()
    html = Html()
    html.feed(mail.get_body(("html",)).get_content())
    wrong += [f"tag {one}" for one in html.tags - TAGS] + [f"attribute {one}" for one in html.attributes - ATTRIBUTES]
    wrong += [f"link {one}" for one in html.links if not one.startswith(f"{settings.SITE_URL}/")]
    wrong += [f"link of a person {one}" for one in html.links if "evil" in one]
    subject = str(mail["Subject"])
    for place, words in (("subject", subject), ("text", text), ("html", html.text)):
        wrong += [f"clickable in {place}: {one}" for one in clickable(words)]
        wrong += [f"hidden in {place}"] if HIDDEN.search(words) else []
    wrong += [f"forged: {one}" for one in html.begun if one.startswith(("Pay here", "Bcc", "X-Evil", "said"))]
    wrong += ["our links forged"] if f"{settings.SITE_URL}/guest/evil/" in text.splitlines() else []
    return wrong
