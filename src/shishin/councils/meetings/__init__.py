"""Meetings: from the announcement over agenda, papers and attendance to minutes that are fixed."""
