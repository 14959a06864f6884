"""Refusals of the desk, each with its way out."""

from shishin.desk.errors.digests import NowhereToSend

__all__ = ["NowhereToSend"]
