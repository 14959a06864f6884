"""Linting: what may be wrong with a draft. Advice to whoever writes it; it stops nothing."""
