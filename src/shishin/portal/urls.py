"""Where pages of portal are."""

from __future__ import annotations

from django.urls import URLPattern, path

from shishin.portal import views

app_name = "portal"

urlpatterns: list[URLPattern] = [
    # /
    path("", views.home, name="home"),
    # /search/
    path("search/", views.search, name="search"),
    # What the site says about itself.
    path("help/", views.how_to_use, name="help"),
    path("help/pictures/<str:name>", views.guide_picture, name="guide-picture"),
    path("help/<slug:name>/", views.guide, name="guide"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("licence/", views.licence, name="licence"),
    path("contact/", views.contact, name="contact"),
]
