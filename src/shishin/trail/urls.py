"""Where pages of trail are."""

from __future__ import annotations

from django.urls import path

from shishin.trail import views

app_name = "trail"

urlpatterns = [
    # /trail/
    path("trail/", views.entries, name="entries"),
    path("trail/checkpoint.txt", views.newest_checkpoint, name="checkpoint"),
    path("trail/chain.jsonl", views.chain, name="chain"),
    path("trail/witness/", views.take_checkpoint, name="witness"),
    # /trail/seals/
    path("trail/seals/", views.seals, name="seals"),
    path("trail/seals/trail.jsonl", views.export, name="export"),
    path("trail/seals/verify_alone.py", views.verifier, name="verifier"),
]
