"""Taking in: letters that are typed in, and files with any number of opinions."""
