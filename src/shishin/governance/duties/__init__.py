"""Duties: the lists that organizations keep, what each duty stands on, and the pages that show them."""
