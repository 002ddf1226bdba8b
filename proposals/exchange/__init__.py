"""In and out: proposals as JSON, spreadsheets, accessible HTML and PDF."""
