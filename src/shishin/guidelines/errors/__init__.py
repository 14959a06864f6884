"""Refusals of the guidelines, each with its way out."""
