"""Asking to take part as an organisation: by anybody, confirmed by mail, answered once by a coordinator."""
