"""The fields, section by section."""
