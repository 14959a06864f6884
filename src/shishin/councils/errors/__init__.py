"""Refusals of councils, one file a subject: import each from its own."""
