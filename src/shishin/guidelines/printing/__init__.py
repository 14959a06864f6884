"""Printing: every form in which an edition, its summary or a comparison can be taken away."""
