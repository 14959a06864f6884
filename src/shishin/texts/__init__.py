"""A text as plain data: manuscripts, numbers, our form, foreign texts, matching and marking. No tables."""
