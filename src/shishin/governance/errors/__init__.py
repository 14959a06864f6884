"""What governance refuses, one file a subject."""
