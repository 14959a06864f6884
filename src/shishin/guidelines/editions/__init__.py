"""Editions: what an edition is, what it is called, and how its rows come in and go out."""
