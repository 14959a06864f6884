"""The pages that keep organizations, roles, posts and people, and the page of one's own account."""
