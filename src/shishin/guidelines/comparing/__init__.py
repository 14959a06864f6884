"""Comparing two editions: pairs of clauses, marks in their words, rows of a table."""
