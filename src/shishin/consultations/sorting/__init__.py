"""Sorting: the queue of opinions, and splitting, folding, placing, withholding and masking them."""
