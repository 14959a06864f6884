"""Changes: the one judge of what differs between two editions, and what was written down about it."""
