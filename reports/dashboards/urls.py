"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from reports.dashboards.views import home, office, project, scorecard, search, sponsor

app_name = "dashboards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("status/", sponsor.programme, name="sponsor"),
    path("work/", project.work, name="work"),
    path("offices/<int:office_id>/", office.office, name="office"),
    path("offices/<int:office_id>/scorecard/", scorecard.scorecard, name="scorecard"),
    path("search/", search.search, name="search"),
]
