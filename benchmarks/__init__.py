"""Measurements behind what the decisions say. Ratios within one run; run them yourself, each says how."""
