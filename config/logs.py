"""Log lines for machines: one JSON object each. Never local variables: they hold what people typed.

A mailed link's token stands in the address of its page, and is half a key. Every line leaves it out.
"""

import json
import logging
from datetime import UTC, datetime

from partners.mailed_keys import without_tokens


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
