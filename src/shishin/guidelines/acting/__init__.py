"""The pages on which a secretariat publishes, adopts, takes over, withdraws, starts and translates."""
