"""Proposing: a text laid beside a working edition, what it would change clause by clause, and the answers a person gives."""
