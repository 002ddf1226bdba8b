"""A refusal of a file, and the measure of how far something unpacks."""

import zlib

from django.utils.translation import gettext as _

STEP = 1_000_000  # bytes unpacked at once, and thrown away


class Refused(ValueError):
    """`sentence` says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def damaged() -> Refused:
    return Refused(_("The file is damaged or incomplete. Save it again and try once more."))


def swollen() -> Refused:
    return Refused(_("The file unpacks to far more than its size."))


def twofold() -> Refused:
    return Refused(_("The file is two kinds of file at once. Save it again from the program that made it."))


def bounded(data: bytes, limit: int) -> int:
    """How many bytes a zlib stream unpacks to; stops above `limit`. What is no such stream unpacks to nothing."""
    unpacker = zlib.decompressobj()
    total, rest = 0, data
    try:
        while rest and total <= limit and not unpacker.eof:
            total += len(unpacker.decompress(rest, STEP))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return total
    return total
