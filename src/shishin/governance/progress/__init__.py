"""Progress 進捗: a whole quarter of all measures of a plan on one page, reported and read."""
