"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from rollout.kpis.views import definitions, effect, values

app_name = "kpis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", definitions.kpis, name="kpis"),
    path("define/", definitions.define, name="define"),
    path("sources/new/", definitions.source, name="source_new"),
    path("sources/<int:pk>/", definitions.source, name="source"),
    path("<int:pk>/", definitions.kpi, name="kpi"),
    path("<int:pk>/change/", definitions.change, name="change"),
    path("<int:pk>/activate/", definitions.activate, name="activate"),
    path("<int:pk>/retire/", definitions.retire, name="retire"),
    path("<int:pk>/enter/", values.enter, name="enter"),
    path("effect/", effect.effects, name="effects"),
    path("effect/planner/", effect.planner, name="planner"),
    path("effect/draws/", effect.draws, name="draws"),
    path("effect/draws/new/", effect.draw_new, name="draw_new"),
    path("effect/draws/<int:pk>/", effect.draw, name="draw"),
    path("<int:pk>/effect/", effect.effect, name="effect"),
]
