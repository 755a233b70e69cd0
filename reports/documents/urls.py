"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from reports.documents import views

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.reports, name="reports"),
    path("make/", views.make, name="make"),
    path("<int:pk>/", views.download, name="download"),
]
