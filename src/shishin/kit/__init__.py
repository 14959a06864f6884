"""What every page needs and no domain word: components, dates, names, errors, points."""
