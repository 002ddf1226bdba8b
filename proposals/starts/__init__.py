"""Where a new proposal begins: an empty page, an earlier proposal, or a template of the institution."""
