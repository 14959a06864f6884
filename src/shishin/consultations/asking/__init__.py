"""Asking: the rules, a consultation in preparation, its rounds, announcing it, and what everybody reads of it."""
