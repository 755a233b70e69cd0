"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from rollout.kpis.views import effect

app_name = "kpis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("effect/", effect.effects, name="effects"),
    path("effect/planner/", effect.planner, name="planner"),
    path("effect/draws/", effect.draws, name="draws"),
    path("effect/draws/new/", effect.draw_new, name="draw_new"),
    path("effect/draws/<int:pk>/", effect.draw, name="draw"),
    path("<int:pk>/effect/", effect.effect, name="effect"),
]
