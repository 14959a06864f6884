"""Analysing: a machine puts opinions into groups and proposes themes; a person signs. Only `rows.py` and `found_files.py` load what an analysis needs."""
