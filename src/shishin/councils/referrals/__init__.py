"""Referrals: a question to another body, its report, and the answer."""
