"""Addresses of the plan, within those of the room."""

from django.urls import URLPattern, URLResolver, path

from rollout.staging.plan.views import baselines, board, calendar, forecast, offices

urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.plan, name="plan"),
    path("offices/<int:office_id>/", offices.office, name="plan_office"),
    path("offices/<int:office_id>/change/", offices.change, name="plan_change"),
    path("offices/<int:office_id>/move/", board.move, name="plan_move"),
    path("slip/", baselines.slips, name="slips"),
    path("baselines/", baselines.baselines, name="baselines"),
    path("baselines/keep/", baselines.keep, name="keep_baseline"),
    path("baselines/compare/", baselines.compare, name="compare_baselines"),
    path("calendar/", calendar.month, name="calendar"),
    path("forecast/", forecast.forecast, name="forecast"),
]
