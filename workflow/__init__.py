"""HOW: states, transitions, gates, framework versions, clocks, the audit record. Knows no screen and no document."""
