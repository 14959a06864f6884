"""Searching: clauses by their words, and the way to what somebody typed."""
