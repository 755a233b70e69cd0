"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "testing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bank/", include("training.testing.bank_urls")),
]
