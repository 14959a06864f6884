"""Numbering: labels computed from where clauses stand, by schemes that are data."""
