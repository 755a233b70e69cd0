"""A trainer: where am I next, what must be closed, and what must be marked?"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from reports.dashboards.homes import assessor
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit, urgent_first
from training.courses.models import Session, SessionTrainer
from training.courses.rules.states import EnrolmentState, SessionState
from training.testing.models import Round
from training.testing.selectors.hand_marks import queue

AHEAD = timedelta(days=14)
SHOWN = 8
NOT_CLOSED = (SessionState.PLANNED, SessionState.OPEN, SessionState.RUNNING)


def part(visit: Visit) -> Part:
    mine = taught(visit)
    ahead = [one for one in mine if one.ends_at >= visit.now and one.starts_at <= visit.now + AHEAD]
    to_close = [one for one in mine if one.ends_at < visit.now]
    marks = len(queue(visit.actor, [Round.FIRST, Round.SECOND], visit.now)) if allows(visit.actor, Verb.CHANGE, "hand_marking") else 0
    today = sum(one.day == visit.day for one in ahead)
    items = [*(closing(one, visit) for one in to_close), *marking(marks), *assessor.unsigned(visit)]
    return Part(
        Role.TRAINER,
        sentence(visit, today, ahead),
        tiles=[
            Tile(_("Sessions today"), str(today), url=reverse("courses:planner")),
            Tile(_("In the next two weeks"), str(len(ahead)), url=reverse("courses:planner")),
            Tile(_("Attendance to close"), str(len(to_close)), url=reverse("courses:sessions"), look="watch" if to_close else ""),
            Tile(_("Answers to mark"), str(marks), url=reverse("testing:to-mark"), look="watch" if marks else ""),
        ],
        items=urgent_first(items)[:SHOWN],
        quiet=_("Nothing is to be closed or marked."),
        blocks=[coming(ahead)],
        url=reverse("testing:mark-next") if marks else reverse("courses:session_new"),
        action=_("Mark the next answer") if marks else _("Plan a session"),
    )


def taught(visit: Visit) -> list[Session]:
    """The sessions this trainer teaches that are not over and closed, with the seats taken. One query."""
    own = SessionTrainer.objects.known_at(visit.known_at).filter(person=visit.actor.person_id).values("session")
    seated = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
    rows = Session.objects.filter(pk__in=own, state__in=NOT_CLOSED).select_related("course", "office")
    return list(rows.annotate(seated=seated).order_by("starts_at", "pk"))


def sentence(visit: Visit, today: int, ahead: list[Session]) -> str:
    if today:
        return ngettext("You teach %(count)d session today.", "You teach %(count)d sessions today.", today) % {"count": today}
    if ahead:
        values = {"course": ahead[0].course, "when": written.moment(ahead[0].local_start), "where": ahead[0].where}
        return _("Your next session: %(course)s on %(when)s, %(where)s.") % values
    return _("You teach no session in the next two weeks.")


def closing(one: Session, visit: Visit) -> Item:
    """A session that is over and whose attendance does not count yet."""
    days = (visit.day - timezone.localdate(one.ends_at)).days
    late = days > 1
    return Item(
        _("Close the attendance: %(session)s") % {"session": f"{one.course}, {one.where}"},
        reverse("courses:session", args=[one.pk]),
        "bad" if late else "watch",
        since=one.day,
        note=_("Until it is closed, nobody's attendance counts."),
    )


def marking(count: int) -> list[Item]:
    if not count:
        return []
    said = ngettext("%(count)d written answer waits for your mark.", "%(count)d written answers wait for your mark.", count)
    return [Item(said % {"count": count}, reverse("testing:mark-next"), "watch")]


def coming(ahead: list[Session]) -> Block:
    rows = [
        [
            Cell(str(one.course), reverse("courses:session", args=[one.pk])),
            Cell(written.moment(one.local_start)),
            Cell(one.where),
            Cell(f"{getattr(one, 'seated', 0)} / {one.capacity}", numeric=True),
            Cell(one.get_state_display()),
        ]
        for one in ahead[:SHOWN]
    ]
    return Block(
        _("My next sessions"),
        [_("Course"), _("Begins"), _("Where"), _("Enrolled"), _("State")],
        rows,
        _("None in the next two weeks. Whoever still needs a course is listed under “Who needs what”."),
        url=reverse("courses:needed"),
        action=_("Who needs what"),
    )
