"""Pure: the text of a mail that is HTML alone, and of one whose lines were broken on the way.

Of the markup nothing comes through, and what is quoted is marked. Read by libxml2, whose time grows with the length of
what it reads; Python's own reader did not end within minutes on 300 KB of "<a <a <a …".
"""

import re

from lxml import etree

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr"}
    | {"ul"}
)
SILENT = frozenset(
    {"head", "script", "style", "template", "title", "svg", "math", "object", "iframe", "noscript", "select"}
    | {"textarea"}
)
WHITE = re.compile("[ \t\n\r\f]+")  # as HTML has it: a space that does not break stays
LARGEST = 300_000  # characters


def text_of(html: str) -> str:
    """Plain lines; those of a blockquote begin with ">"."""
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True)
    try:
        parser.feed(html[:LARGEST].encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:  # nothing in it, or nothing that could be HTML: what was read so far counts
        pass
    reader.end_line()
    return "\n".join(reader.lines)


def unflowed(text: str, *, without_space: bool = False) -> str:
    """Lines that a mail program broke for its own window as they were typed (format=flowed, RFC 3676)."""
    lines: list[str] = []
    goes_on = False
    for broken in text.split("\n"):
        line = broken.rstrip("\r").removeprefix(" ")
        quoted = line.startswith(">")
        if goes_on and not quoted:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and not quoted and line != "-- "
        if goes_on and without_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


class _Reader:
    """What lxml tells its target."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.silent = 0
        self.quotes = 0

    def start(self, tag: str, attributes: object) -> None:
        if tag in SILENT:
            self.silent += 1
        if tag == "br":
            self.end_line(blank=not self.line)
        elif tag in BLOCKS:
            self.end_line()
        if tag == "blockquote":
            self.quotes += 1
        if tag == "li":
            self.line.append("- ")

    def end(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in BLOCKS:
            self.end_line(blank=tag == "p")
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)

    def data(self, text: str) -> None:
        if not self.silent:
            self.line.append(text)

    def close(self) -> None:
        return None

    def end_line(self, *, blank: bool = False) -> None:
        words = WHITE.sub(" ", "".join(self.line)).strip(" ")
        self.line = []
        if words:
            self.lines.append(f"{'> ' if self.quotes else ''}{words}")
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")
