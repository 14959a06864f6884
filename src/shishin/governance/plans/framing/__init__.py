"""The pages on which a plan is founded, its frame changed, its next edition started, and it is closed."""
