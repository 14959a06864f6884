"""Two worked examples, told through the domain functions."""
