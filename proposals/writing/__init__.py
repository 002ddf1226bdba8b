"""Writing the document: saves, revisions, comparison, who else is there."""
