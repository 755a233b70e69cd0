"""The support site: to look, not to change. Everything is changed by the room's actions, which keep the record; feedback is not there."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from training.courses.models import Attendance, Audience, Course, Enrolment, EnrolmentChange, Session, SessionChange, SessionTrainer, Travel

SHOWN = {
    Course: ("code", "title", "kind", "active"),
    Audience: ("course", "job_role", "crm_role", "first_day", "last_day", "superseded_at"),
    Session: ("course", "office", "starts_at", "state"),
    SessionTrainer: ("session", "person", "recorded_at", "superseded_at"),
    SessionChange: ("session", "from_state", "to_state", "recorded_at", "username"),
    Enrolment: ("session", "person", "state"),
    EnrolmentChange: ("enrolment", "to_state", "recorded_at", "username"),
    Attendance: ("enrolment", "kind", "way", "standing", "minutes", "recorded_at", "username"),
    Travel: ("first", "second", "minutes"),
}
FILTERS = {Session: ("state",), Enrolment: ("state",)}

for model, columns in SHOWN.items():
    options = {"list_display": columns, "list_filter": FILTERS.get(model, ())}
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), options))
