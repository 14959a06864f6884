"""Linking: clauses that rest on clauses of other documents, and which of these links want a look."""
