"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "testing"
urlpatterns: list[URLPattern | URLResolver] = []
