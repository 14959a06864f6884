"""Bodies, meetings and what they decided."""
