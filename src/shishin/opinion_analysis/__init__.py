"""Plain Python over tables of text. Knows no Django."""
