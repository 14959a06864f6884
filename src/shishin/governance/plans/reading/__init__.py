"""Reading plans: the list by their clock, a plan, its editions, measures, roadmap and indicators."""
