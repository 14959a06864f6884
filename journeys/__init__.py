"""Journeys: what people do on the whole site with its demo, in a real browser, over a real server."""
