"""Bodies: how they come, are called, get seats and go, and the public pages that show all of a body."""
