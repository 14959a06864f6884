"""Bringing in: a foreign text becomes clauses of a working edition, after a person looked at what was found."""
