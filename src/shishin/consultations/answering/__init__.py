"""Answering: responses, who writes and who checks them, and the sheet in which offices answer."""
