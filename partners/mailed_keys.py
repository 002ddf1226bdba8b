"""Addresses that stand in mails and open something: each holds a token, which no log and no comment keeps."""

import re

PAGES = re.compile(r"(/(?:guest|invitations|notices/stop|notices/choose|calendar)/)[^/\s\"'?]{16,}")
REPLIES = re.compile(r"\+[a-z2-7]{52}(?=@|%40)", re.IGNORECASE)  # notifications.answering


def without_tokens(text: str) -> str:
    """ "/guest/…/" in place of a mailed link's address, "reply+…@" in place of one that answers."""
    return REPLIES.sub("+…", PAGES.sub(r"\1…", text))
