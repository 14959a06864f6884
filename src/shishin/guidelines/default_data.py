"""Default data: the numbering schemes that come with the product, loaded after every migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import transaction

SCHEMES = Path(__file__).parents[1] / "texts" / "numbering" / "schemes.yaml"


@transaction.atomic
def load_schemes() -> int:
    """Make the schemes that are missing. One that stands was perhaps changed by the secretariat and is left alone."""
    NumberingScheme = apps.get_model("guidelines", "NumberingScheme")  # apps load before models
    standing = set(NumberingScheme.objects.values_list("slug", flat=True))
    fresh = [scheme for scheme in delivered_schemes() if scheme["slug"] not in standing]
    NumberingScheme.objects.bulk_create(
        NumberingScheme(slug=scheme["slug"], titles=scheme["titles"], rules=scheme["rules"]) for scheme in fresh
    )
    return len(fresh)


def delivered_schemes() -> list[dict[str, Any]]:
    return list(yaml.safe_load(SCHEMES.read_text(encoding="utf-8")))


def load_after_migrating(**_: Any) -> None:
    load_schemes()
