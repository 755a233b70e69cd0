"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

from rollout.staging.views import offices, past, programme, status, waves

app_name = "staging"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", programme.board_view, name="programme"),
    path("set-up/", programme.set_up, name="set_up"),
    path("change/", programme.change, name="change"),
    path("moves/", programme.moves, name="moves"),
    path("waves/", waves.listing, name="waves"),
    path("waves/add/", waves.add, name="add_wave"),
    path("waves/<int:pk>/", waves.change, name="wave"),
    path("place/", waves.place, name="place"),
    path("offices/", offices.listing, name="offices"),
    path("offices/<int:office_id>/", offices.office, name="office"),
    path("offices/<int:office_id>/move/<slug:stage>/", offices.move, name="move"),
    path("offices/<int:office_id>/wave/", offices.wave, name="office_wave"),
    path("offices/<int:office_id>/withdraw/", offices.withdraw, name="withdraw"),
    path("changes/<int:pk>/correct/", offices.correct, name="correct"),
    path("changes/<int:pk>/take-back/", offices.take_back, name="take_back"),
    path("past/", past.grid, name="past"),
    path("plan/", include("rollout.staging.plan.urls")),
    path("status/", status.listing, name="status"),
    path("status/rules/new/", status.new, name="status_new"),
    path("status/rules/<slug:code>/", status.edit, name="status_edit"),
    path("status/rules/<slug:code>/retire/", status.retire, name="status_retire"),
    path("status/offices/<int:office_id>/<slug:code>/", status.override, name="status_override"),
    path("status/overrides/<int:pk>/end/", status.override_end, name="status_override_end"),
]
