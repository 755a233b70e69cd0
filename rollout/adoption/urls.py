"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from rollout.adoption.usage_urls import usage_patterns
from rollout.adoption.views import features, mine, offices, weights

app_name = "adoption"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", offices.overview, name="offices"),
    path("offices/<int:office_id>/", offices.office, name="office"),
    path("cohorts/", offices.cohort_page, name="cohorts"),
    path("mine/", mine.mine, name="mine"),
    path("weights/", weights.listing, name="weights"),
    path("weights/propose/", weights.propose, name="propose_weights"),
    path("weights/<int:number>/<slug:decision>/", weights.decide, name="decide_weights"),
    path("features/", features.listing, name="features"),
    path("features/change/", features.change, name="change_features"),
    path("recompute/", features.recompute, name="recompute"),
    *usage_patterns,
]
