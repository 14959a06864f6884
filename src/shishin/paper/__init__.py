"""Blocks of Word and PDF files. Knows no domain word."""
