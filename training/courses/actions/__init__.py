"""The only code that changes training: courses, sessions, places, attendance, feedback."""

from training.courses.actions.attending import arrive, close, correct, decide_late, leave, reopen, sign_in
from training.courses.actions.catalogue import change_course, set_audience, set_travel, set_up_course
from training.courses.actions.enrolling import cancel_place, enrol, enrol_all, move_place
from training.courses.actions.feedback import answer
from training.courses.actions.planning import begin, call_off, change_session, open_session, plan_session

__all__ = [
    "answer",
    "arrive",
    "begin",
    "call_off",
    "cancel_place",
    "change_course",
    "change_session",
    "close",
    "correct",
    "decide_late",
    "enrol",
    "enrol_all",
    "leave",
    "move_place",
    "open_session",
    "plan_session",
    "reopen",
    "set_audience",
    "set_travel",
    "set_up_course",
    "sign_in",
]
