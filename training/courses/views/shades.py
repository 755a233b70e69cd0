"""The colours of states, in one place."""

from __future__ import annotations

from typing import Any

from governance.core.tables import status
from training.courses.models import Session
from training.courses.rules.states import EnrolmentState, SessionState

SESSION_SHADES = {
    SessionState.PLANNED: "none",
    SessionState.OPEN: "info",
    SessionState.RUNNING: "watch",
    SessionState.CLOSED: "good",
    SessionState.CANCELLED: "bad",
}
PLACE_SHADES = {
    EnrolmentState.ENROLLED: "good",
    EnrolmentState.WAITING: "watch",
    EnrolmentState.CANCELLED: "none",
    EnrolmentState.MOVED: "none",
}


def session_shade(session: Session) -> str:
    return SESSION_SHADES[SessionState(session.state)]


def session_badge(session: Any) -> str:
    return status(session_shade(session), session.get_state_display())
