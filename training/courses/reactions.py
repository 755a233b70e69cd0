"""Feedback as it may be shown: only above the smallest group, only after the last answer, comments in no telling order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from training.courses.models import FeedbackAnswer, FeedbackAsked, Session, SessionChange
from training.courses.rules.reaction import Group, Reaction, reaction, shown
from training.courses.rules.states import SessionState


@dataclass(frozen=True)
class Told:
    """What a page shows of one session. `figures` is None while too few have answered or answers still come in."""

    asked: int
    answered: int
    closed_on: date | None
    figures: Reaction | None
    comments: list[str]


def groups(sessions: Iterable[Session], known_at: datetime | None = None) -> list[Group]:
    """The answers of each session that was closed by then. Two queries."""
    by_id = {session.pk: session for session in sessions}
    closings = SessionChange.objects.filter(session__in=by_id, to_state=SessionState.CLOSED)
    first = dict(closings.order_by().values_list("session_id").annotate(first=Min("recorded_at")))
    answers: dict[int, list[tuple[int, ...]]] = {}
    for session_id, *marks in FeedbackAnswer.objects.filter(session__in=first).values_list("session_id", "useful", "clear", "practice"):
        answers.setdefault(session_id, []).append(tuple(marks))
    return [
        Group(pk, when.astimezone(by_id[pk].zone).date(), answers.get(pk, []))
        for pk, when in sorted(first.items())
        if known_at is None or when <= known_at
    ]


def told(session: Session, day: date) -> Told:
    """One session's feedback for its trainer and those who steer."""
    asked = FeedbackAsked.objects.filter(session=session)
    found = groups([session])
    group = found[0] if found else None
    may_show = group is not None and shown(group, day)
    comments = list(FeedbackAnswer.objects.filter(session=session).exclude(comment="").values_list("comment", flat=True))
    # Shuffled the same way each time, so that a second look tells nothing either.
    random.Random(session.pk).shuffle(ordered := sorted(comments))  # noqa: S311
    return Told(
        asked.count(),
        asked.filter(answered=True).count(),
        group.closed_on if group else None,
        reaction(found, day) if may_show else None,
        ordered if may_show else [],
    )
