"""Writing: what the pages show on which a working edition is written, changed in its structure and explained."""
