"""Saying: the form, its receipt, and correcting or taking back what was said until the round closes."""
