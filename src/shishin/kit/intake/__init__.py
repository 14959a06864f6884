"""Intake: tables that come in as Excel or CSV, read as text, cell by cell."""
