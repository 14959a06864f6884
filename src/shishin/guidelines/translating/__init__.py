"""Translating: texts in further languages, and how well they keep up with the one that binds."""
