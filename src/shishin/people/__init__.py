"""Organizations, roles, posts, appointments, and how people sign in."""
