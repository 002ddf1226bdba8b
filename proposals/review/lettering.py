"""A letter's plain text as blocks, so that a page and a PDF have real headings, lists and paragraphs."""

import re
from dataclasses import dataclass

HEADING = 60  # characters at most
OPENING = 3  # date, institution and subject are no headings
NUMBERED = re.compile(r"^(\d{1,3})\. ")
ENDS = (".", ",", ";", ":", "!", "?", "»", "”")


@dataclass(frozen=True)
class Block:
    """`kind`: "heading", "numbered" (each paragraph with its number) or "text"."""

    kind: str
    lines: list[str]

    @property
    def items(self) -> list[tuple[int, str]]:
        return [(int(line.partition(".")[0]), line.partition(". ")[2]) for line in self.lines]


def blocks(text: str) -> list[Block]:
    """Paragraphs are divided by empty lines. A short one without a stop is a heading, after the letter's opening and
    where something follows it."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    found: list[Block] = []
    for place, paragraph in enumerate(paragraphs):
        if NUMBERED.match(paragraph):
            if found and found[-1].kind == "numbered":
                found[-1].lines.append(paragraph)
            else:
                found.append(Block("numbered", [paragraph]))
            continue
        lines = paragraph.split("\n")
        short = len(lines) == 1 and len(paragraph) <= HEADING and not paragraph.rstrip().endswith(ENDS)
        heading = short and OPENING <= place < len(paragraphs) - 1
        found.append(Block("heading" if heading else "text", lines))
    return found
