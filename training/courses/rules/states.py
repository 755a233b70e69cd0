"""The states of a session and of a place in it, and every allowed move, in one table each."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Planned")
    OPEN = "open", pgettext_lazy("session", "Open for enrolment")
    RUNNING = "running", pgettext_lazy("session", "Running")
    CLOSED = "closed", pgettext_lazy("session", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


# From closed to running is the project office's alone, with a reason.
SESSION_MOVES: dict[str, frozenset[str]] = {
    SessionState.PLANNED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
    SessionState.OPEN: frozenset({SessionState.RUNNING, SessionState.CANCELLED}),
    SessionState.RUNNING: frozenset({SessionState.CLOSED}),
    SessionState.CLOSED: frozenset({SessionState.RUNNING}),
    SessionState.CANCELLED: frozenset(),
}
# Sessions that take up their trainer and their room.
TAKES_PLACE = (SessionState.PLANNED, SessionState.OPEN, SessionState.RUNNING, SessionState.CLOSED)
TO_COME = (SessionState.PLANNED, SessionState.OPEN)


class EnrolmentState(TextChoices):
    ENROLLED = "enrolled", pgettext_lazy("enrolment", "Enrolled")
    WAITING = "waiting", pgettext_lazy("enrolment", "On the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("enrolment", "Cancelled")
    MOVED = "moved", pgettext_lazy("enrolment", "Moved to another session")


ENROLMENT_MOVES: dict[str, frozenset[str]] = {
    EnrolmentState.ENROLLED: frozenset({EnrolmentState.CANCELLED, EnrolmentState.MOVED}),
    EnrolmentState.WAITING: frozenset({EnrolmentState.ENROLLED, EnrolmentState.CANCELLED, EnrolmentState.MOVED}),
    EnrolmentState.CANCELLED: frozenset(),
    EnrolmentState.MOVED: frozenset(),
}
HOLDS_A_PLACE = (EnrolmentState.ENROLLED, EnrolmentState.WAITING)


class Standing(TextChoices):
    """How somebody attended, derived from what was recorded."""

    EXPECTED = "expected", pgettext_lazy("attendance", "Not seen yet")
    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    LEFT_EARLY = "left_early", pgettext_lazy("attendance", "Left early")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


class Seen(TextChoices):
    """What one line of the attendance record says."""

    ARRIVED = "arrived", _("Came in")
    LEFT = "left", _("Went")
    SET = "set", _("Set by hand")
    NOT_SEEN = "not_seen", _("Not seen when the session closed")


class Way(TextChoices):
    """How it came to be recorded."""

    CODE = "code", _("Code on the trainer's screen")
    LATE_CODE = "late_code", _("Code that arrived late, confirmed by the trainer")
    LIST = "list", _("Trainer's list")
    FILE = "file", _("Attendance list from a file")
    CLOSING = "closing", _("Closing of the session")
