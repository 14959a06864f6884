"""Deciding: standing orders, quorum, votes, and the decision that is kept."""
