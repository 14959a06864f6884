"""Drafting: the acts with which people write a working edition, clause by clause. Each is a `Change` that wants a reason, and can be undone."""
