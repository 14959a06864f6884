"""Default data: the numbering schemes and scopes that come with the product, loaded after every migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps as installed
from django.db import transaction

TEXTS = Path(__file__).parents[1] / "texts"
SCHEMES, SCOPES = TEXTS / "numbering" / "schemes.yaml", TEXTS / "scopes.yaml"


@transaction.atomic
def load_schemes() -> int:
    """Make the schemes that are missing. One that stands was perhaps changed by the secretariat and is left alone."""
    NumberingScheme = installed.get_model("guidelines", "NumberingScheme")  # apps load before models
    existing = set(NumberingScheme.objects.values_list("slug", flat=True))
    missing = [scheme for scheme in delivered_schemes() if scheme["slug"] not in existing]
    NumberingScheme.objects.bulk_create(
        NumberingScheme(slug=scheme["slug"], titles=scheme["titles"], rules=scheme["rules"]) for scheme in missing
    )
    return len(missing)


def delivered_schemes() -> list[dict[str, Any]]:
    return list(yaml.safe_load(SCHEMES.read_text(encoding="utf-8")))


@transaction.atomic
def load_scopes() -> int:
    """Make the scopes that are missing, after those that stand; what stands belongs to the secretariat."""
    Scope = installed.get_model("guidelines", "Scope")
    existing = dict(Scope.objects.values_list("slug", "position"))
    missing = [scope for scope in delivered_scopes() if scope["slug"] not in existing]
    last = max(existing.values(), default=0)
    Scope.objects.bulk_create(Scope(position=last + number, **scope) for number, scope in enumerate(missing, start=1))
    return len(missing)


def delivered_scopes() -> list[dict[str, Any]]:
    return list(yaml.safe_load(SCOPES.read_text(encoding="utf-8")))


def load_after_migrating(*, apps: Any = installed, **_: Any) -> None:
    load_schemes()
    # Whoever migrates back to an earlier state has no such table then.
    if "scope" in apps.all_models["guidelines"]:
        load_scopes()
