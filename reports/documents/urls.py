"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from reports.documents import pack_pages, scorecard_pages, views
from reports.documents.monthly import views as monthly

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.reports, name="reports"),
    path("make/", views.make, name="make"),
    path("monthly/", monthly.monthly, name="monthly"),
    path("monthly/change/", monthly.change, name="monthly-change"),
    path("packs/", pack_pages.packs, name="packs"),
    path("packs/<int:pk>/", pack_pages.pack, name="pack"),
    path("<int:pk>/", views.download, name="download"),
    path("scorecards/<int:office_id>/", scorecard_pages.scorecards, name="scorecards"),
    path("scorecards/<int:office_id>/make/", scorecard_pages.make, name="scorecard_make"),
    path("scorecards/<int:office_id>/<int:pk>/", scorecard_pages.scorecard, name="scorecard"),
]
