"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.core.views import design, metrics, preferences, verify

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/language/", preferences.language, name="language"),
    path("account/theme/", preferences.theme, name="theme"),
    path("metrics/", metrics.index, name="metrics"),
    path("metrics/<str:code>/", metrics.detail, name="metric"),
    path("design/", design.design, name="design"),
    path("verify/", verify.page, name="verify"),
]
