"""Publishing: all results at one moment, the table and its files, the originals, and what is carried on or corrected later."""
