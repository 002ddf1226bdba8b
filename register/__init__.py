"""WHAT THE WORLD SEES: listings, from snapshots only."""
