"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.steering.views import ballots, charters, committees

app_name = "steering"
urlpatterns: list[URLPattern | URLResolver] = [
    path("charter/", charters.charter, name="charter"),
    path("charter/begin/", charters.begin, name="charter_begin"),
    path("charter/<int:number>/", charters.version, name="charter_version"),
    path("charter/<int:number>/edit/", charters.edit, name="charter_edit"),
    path("charter/<int:number>/sign/", charters.sign, name="charter_sign"),
    path("charter/<int:number>/pdf/<slug:language>/", charters.pdf, name="charter_pdf"),
    path("committees/", committees.committee_list, name="committees"),
    path("committees/new/", committees.new, name="committee_new"),
    path("committees/<int:pk>/", committees.committee, name="committee"),
    path("committees/<int:pk>/edit/", committees.edit, name="committee_edit"),
    path("committees/<int:pk>/seats/new/", committees.new_seat, name="seat_new"),
    path("seats/<int:pk>/end/", committees.end, name="seat_end"),
    path("votes/", ballots.waiting, name="waiting"),
    path("ballots/", ballots.ballot_list, name="ballots"),
    path("ballots/new/", ballots.new, name="ballot_new"),
    path("ballots/<int:pk>/", ballots.ballot, name="ballot"),
    path("ballots/<int:pk>/minutes/<slug:language>/", ballots.minutes, name="ballot_minutes"),
    path("ballots/<int:pk>/close/", ballots.close, name="ballot_close"),
]
