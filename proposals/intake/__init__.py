"""Who takes part in a case and may therefore not judge or move it for the Province; whether a case is complete."""
