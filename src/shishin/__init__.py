"""Shishin: a government's rules for digital services, from the first opinion to the review."""

__version__ = "0.1.0"
