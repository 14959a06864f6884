"""Attacks on a site that this program starts itself, on this machine alone. Run on demand: `make attack` (only=NAME, times=N)."""
