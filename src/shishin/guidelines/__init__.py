"""Families, documents, editions, clauses: the text of the rules and how it changed."""
