"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from rollout.adoption.usage_urls import usage_patterns
from rollout.adoption.views import exemplars, features, mine, offices, own, sources, weights

app_name = "adoption"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", offices.overview, name="offices"),
    path("offices/<int:office_id>/", offices.office, name="office"),
    path("cohorts/", offices.cohort_page, name="cohorts"),
    path("mine/", mine.mine, name="mine"),
    path("own/", own.listing, name="own_scores"),
    path("own/draw/", own.draw, name="draw_own_scores"),
    path("own/<int:pk>/", own.detail, name="own_score"),
    path("own/<int:pk>/see/", own.see, name="see_own_score"),
    path("own/<int:pk>/accept/", own.accept, name="accept_own_score"),
    path("own/<int:pk>/contest/", own.contest, name="contest_own_score"),
    path("own/<int:pk>/answer/", own.answer, name="answer_own_score"),
    path("exemplars/", exemplars.listing, name="exemplars"),
    path("exemplars/nominate/", exemplars.nominate, name="nominate_exemplar"),
    path("exemplars/<int:pk>/<slug:decision>/", exemplars.decide, name="decide_exemplar"),
    path("sources/", sources.listing, name="sources"),
    path("sources/<int:pk>/", sources.limit, name="source"),
    path("weights/", weights.listing, name="weights"),
    path("weights/propose/", weights.propose, name="propose_weights"),
    path("weights/<int:number>/<slug:decision>/", weights.decide, name="decide_weights"),
    path("features/", features.listing, name="features"),
    path("features/change/", features.change, name="change_features"),
    path("recompute/", features.recompute, name="recompute"),
    *usage_patterns,
]
