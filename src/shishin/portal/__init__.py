"""The public home and search."""
