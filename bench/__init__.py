"""Measurements of speed, outside the tests: `make bench`, `make bench only=reading`."""
