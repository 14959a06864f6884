"""The pages on which editions and clauses are read."""
