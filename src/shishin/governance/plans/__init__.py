"""Plans: the text of an edition as plain data, its acts of writing, its clock, and the pages that show it."""
