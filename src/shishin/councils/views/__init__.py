"""The public pages of bodies, and the screens that keep them."""
