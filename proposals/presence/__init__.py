"""What changed for somebody since they said that they have seen what there was."""
