"""Organizations and posts as tables: what their lists show, with what an office sorts by."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.sheets import Column


def _state(abolished_on: date | None) -> str:
    return _("Abolished") if abolished_on else _("In existence")


ORGANIZATIONS = [
    Column("organization", gettext_lazy("Organization"), lambda row: row[1]),
    Column("address", gettext_lazy("Address"), lambda row: row[1].slug),
    Column("level", gettext_lazy("Level"), lambda row: row[0]),
    Column("part_of", gettext_lazy("Part of"), lambda row: row[1].parent),
    Column("kind", gettext_lazy("Kind"), lambda row: row[1].get_kind_display()),
    Column("state", gettext_lazy("State"), lambda row: _state(row[1].abolished_on)),
    Column("established_on", gettext_lazy("Established on"), lambda row: row[1].established_on),
    Column("abolished_on", gettext_lazy("Abolished on"), lambda row: row[1].abolished_on),
    Column("successor", gettext_lazy("Successor"), lambda row: row[1].successor),
    Column("external_id", gettext_lazy("Identifier elsewhere"), lambda row: row[1].external_id),
]
"""Of each organization with its depth in the tree."""

POSTS = [
    Column("post", gettext_lazy("Post"), lambda post: post),
    Column("address", gettext_lazy("Address"), lambda post: post.slug),
    Column("organization", gettext_lazy("Organization"), lambda post: post.organization),
    Column("organization_address", gettext_lazy("Address of the organization"), lambda post: post.organization.slug),
    Column("role", gettext_lazy("Role"), lambda post: post.role),
    Column("held_by", gettext_lazy("Held today by"), lambda post: "、".join(str(row.person) for row in post.held_today) or _("Vacant")),
    Column("state", gettext_lazy("State"), lambda post: _state(post.abolished_on)),
    Column("abolished_on", gettext_lazy("Abolished on"), lambda post: post.abolished_on),
]
"""Of each post with those who hold it today."""
