"""Log lines for machines: one JSON object each. Never local variables: they hold what people typed.

A mailed link's token stands in the address of its page, and is half a key. Every line leaves it out.
"""

import json
import logging
import re
from datetime import UTC, datetime

SECRET = re.compile(r"(/(?:guest|invitations|notices/stop|notices/choose|calendar)/)[^/\s\"'?]{16,}")


def without_tokens(text: str) -> str:
    """ "/guest/…/" in place of a mailed link's address."""
    return SECRET.sub(r"\1…", text)


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return without_tokens(json.dumps(line, ensure_ascii=False))
