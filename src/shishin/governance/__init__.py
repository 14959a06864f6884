"""Governance: who owes what, who performs it, and what each organization plans from year to year."""
