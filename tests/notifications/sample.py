"""The samples' own words (notifications/samples.py), all of them and the least that every event gives."""

from notifications import samples

FULL = samples.VALUES
LEAST = {name: FULL[name] for name in samples.LEAST}
