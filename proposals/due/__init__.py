"""What is due for one person, as a calendar that their own program reads."""
