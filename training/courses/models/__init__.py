"""Data of training: courses, sessions, places in them, attendance, feedback."""

from training.courses.models.attendance import Attendance, Enrolment, EnrolmentChange, LateCode
from training.courses.models.courses import Audience, Course, CourseKind
from training.courses.models.feedback import FeedbackAnswer, FeedbackAsked
from training.courses.models.sessions import Mode, Session, SessionChange, SessionTrainer, Travel

__all__ = [
    "Attendance",
    "Audience",
    "Course",
    "CourseKind",
    "Enrolment",
    "EnrolmentChange",
    "FeedbackAnswer",
    "FeedbackAsked",
    "LateCode",
    "Mode",
    "Session",
    "SessionChange",
    "SessionTrainer",
    "Travel",
]
