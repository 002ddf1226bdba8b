"""Pure: from the text of an answer to what its writer added. Quotes in English and French are found by quotequail.

Its patterns go back and forth within a line, so it is not shown long lines, which are none of what it looks for.
"""

import re

import quotequail

from notifications import answering
from partners.mailed_keys import without_tokens

QUOTE = [">", ">", ">"]  # what a run of quoted lines is shown as: one that quotequail can't take for anything else
LONGEST_LINE = 300  # characters; neither "On … wrote:" nor a header of a quoted mail is longer
MOST = 8_000  # characters without the quote: twice what a comment may have
SPACES = re.compile("[\xa0\u2007\u202f]")
HEADER = re.compile(r"\*?([-\w ]+):")  # as quotequail reads one, whatever it is called
HEADERS = frozenset(
    {"from", "de", "sent", "envoyé", "date", "to", "à", "pour", "cc", "bcc", "cci", "subject", "objet", "sujet"}
)
LEADING_IN = re.compile(r"(:\s*$)|(^[*\s]*[\w-]+[\xa0\u202f ]*:)")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufffe\uffff\ud800-\udfff]")
ORIGIN = re.compile(r"-{3,} ?(Message d[’']origine|Message original) ?-{3,}", re.IGNORECASE)  # Outlook in French
SENT_FROM = re.compile(
    r"(Sent (from|via) (my |Outlook|Yahoo|Proton|Mail)|Get Outlook for |Envoyé (de|depuis|à partir de) |"
    r"Obtenir Outlook pour |Obtenez Outlook pour |Télécharger Outlook pour ).{0,120}",
    re.IGNORECASE,
)


def new_words(text: str) -> str:
    """What was written above or between the quoted lines, "" where nothing was."""
    text = without_tokens(clean(text))
    lines = _above_our_line(text.split("\n"))
    if sum(len(line) + 1 for line in lines if not _quoted(line)) > MOST:
        return "\n".join(line for line in lines if not _quoted(line))[: MOST + 1]
    parts = [_own(part) for part in _unquoted(lines)]
    return "\n\n".join(part for part in parts if part)


def clean(text: str) -> str:
    """Lines that end in one way, and no control characters; PostgreSQL keeps no NUL."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def _above_our_line(lines: list[str]) -> list[str]:
    """Everything below it is our own mail, however a mail program dresses it."""
    ours = [_plain(line) for line in answering.lines()]
    for number, line in enumerate(lines):
        if not _quoted(line) and any(words in _plain(line) for words in ours):
            return lines[:number]
    return lines


def _unquoted(lines: list[str]) -> tuple[str, str]:
    """What stands above and below the quote."""
    kept: dict[str, str] = {}
    shown: list[str] = []
    for line in lines:
        if _quoted(line):
            shown += [] if shown and _quoted(shown[-1]) else QUOTE
        elif len(line) > LONGEST_LINE or _looks_like_a_header(line):
            name = f"\ue000{len(kept)}\ue001"
            kept[name] = line
            shown.append(name)
        elif ORIGIN.fullmatch(line.strip()):
            shown.append("-----Original Message-----")
        else:
            shown.append(SPACES.sub(" ", line) if LEADING_IN.search(line) else line)
    found = quotequail.unwrap("\n".join(shown))
    above, below = (found.get("text_top", ""), found.get("text_bottom", "")) if found else ("\n".join(shown), "")
    return _restored(above, kept), _restored(below, kept)


def _looks_like_a_header(line: str) -> bool:
    """ "See https://…" is none, though a colon follows words, and neither is "On Monday at 10:05, Tidemark wrote:"."""
    found = HEADER.match(line)
    if found is None or line.rstrip().endswith(":") or line.startswith(("On ", "Le ")):
        return False
    return SPACES.sub(" ", found[1]).strip().casefold() not in HEADERS


def _restored(text: str, kept: dict[str, str]) -> str:
    return re.sub("\ue000\\d+\ue001", lambda found: kept.get(found[0], ""), text)


def _own(text: str) -> str:
    """Without quoted lines, a signature, and what a telephone adds."""
    lines = []
    for line in text.split("\n"):
        if line.rstrip() == "--":
            break
        if not _quoted(line):
            lines.append(line.rstrip())
    while lines and (not lines[-1] or SENT_FROM.fullmatch(lines[-1].strip())):
        lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _plain(line: str) -> str:
    return " ".join(SPACES.sub(" ", line).split()).casefold()
