"""The pages on which an edition is written: its chapters, measures and indicators."""
