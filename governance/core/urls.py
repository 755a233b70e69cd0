"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.core.views import preferences, verify

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/language/", preferences.language, name="language"),
    path("account/theme/", preferences.theme, name="theme"),
    path("verify/", verify.page, name="verify"),
]
