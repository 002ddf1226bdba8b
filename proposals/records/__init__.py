"""What is kept of a case: whether it still is what was written, and how it is handed out."""
