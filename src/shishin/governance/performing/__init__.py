"""Performing: one organization in a year, all of them as a matrix, what they state, and the year that is published."""
