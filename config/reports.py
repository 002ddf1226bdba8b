"""What a server says of a request that went wrong, without the token of a mailed link (see `config.logs`)."""

from typing import Any

from django.views.debug import ExceptionReporter
from gunicorn.glogging import Logger

from config.logs import TextFormatter
from partners.mailed_keys import without_tokens


class Report(ExceptionReporter):
    """Django's report of an error, for whoever asks Django for it: mail to an operator, a collector of errors."""

    def get_traceback_html(self) -> str:
        return self._without(super().get_traceback_html())

    def get_traceback_text(self) -> str:
        return self._without(super().get_traceback_text())

    def _without(self, text: str) -> str:
        """Local variables hold the token by itself, too."""
        match = getattr(self.request, "resolver_match", None)
        tokens = [match.kwargs.get("token", "")] if match else []
        tokens += [self.request.POST.get("token", "")] if self.request else []
        for token in filter(None, tokens):
            text = text.replace(token, "…")
        return without_tokens(text)


class ServerLogger(Logger):
    """gunicorn's own lines: a request that it could not read, an error outside Django."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(TextFormatter(self.error_fmt, self.datefmt))
