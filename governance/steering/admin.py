"""The support site reads."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from governance.steering.models import Ballot, Charter, CharterAuthority, Closing, Committee, Seat, Vote

SHOWN = {
    Charter: ("number", "state", "effective_on", "drafted_by"),
    CharterAuthority: ("charter", "matter", "person", "role", "committee"),
    Committee: ("name_en", "quorum_kind", "quorum_value", "casting_vote"),
    Seat: ("committee", "person", "chair", "votes", "first_day", "last_day", "superseded_at"),
    Ballot: ("question", "matter", "subject_key", "committee", "due_on", "recorded_at"),
    Vote: ("elector", "number", "choice", "recorded_at"),
    Closing: ("ballot", "outcome", "votes_for", "votes_against", "recorded_at"),
}

for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": columns}))
