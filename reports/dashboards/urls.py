"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from reports.dashboards.views import also, compare, home, office, office_parts, project, project_parts, scorecard, search, sections, sponsor

app_name = "dashboards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("status/", sponsor.programme, name="sponsor"),
    path("work/", project.work, name="work"),
    path("offices/<int:office_id>/", office.office, name="office"),
    path("status/sections/<slug:name>/", sections.section, name="section"),
    path("work/parts/<slug:name>/", project_parts.part, name="work_part"),
    path("also/", also.also, name="also"),
    path("compare/", compare.programme, name="compare"),
    path("offices/<int:office_id>/compare/", compare.office, name="compare_office"),
    path("offices/<int:office_id>/parts/<slug:name>/", office_parts.part, name="office_part"),
    path("offices/<int:office_id>/scorecard/", scorecard.scorecard, name="scorecard"),
    path("search/", search.search, name="search"),
]
