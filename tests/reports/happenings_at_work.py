"""What else can happen that the project office's page tells: at gates, in sessions, to the programme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation

from governance.core.actor import Actor
from governance.organisation.models import Office, Person
from reports.dashboards.homes import office as office_home
from reports.dashboards.homes import project, telling
from reports.dashboards.homes.parts import Part, Visit
from reports.dashboards.sections import Asked, vendor
from rollout.impact.selectors.joined import order_stops
from rollout.staging import actions
from rollout.staging.actions import Lessons, NewCondition
from rollout.staging.models import Condition, GateVersion, OfficeRollout, Programme
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests.rollout.staging import gated
from tests.training.courses import classroom
from training.courses import actions as courses
from training.courses.models import Course, Enrolment, Session
from training.courses.rules.states import EnrolmentState, SessionState

DAY = timedelta(days=1)


class AtWork:
    """Two live offices before a gate, and a session to come."""

    programme: Programme
    course: Course
    paris: Office
    rome: Office
    romans: list[Person]

    @property
    def at(self) -> datetime:
        raise NotImplementedError

    def gates(self) -> None:
        asked = {"metric": "clearance.cleared_share", "threshold": Decimal(0)}
        gated.gate(self.programme, Stage.LIVE, asked, at=self.at)
        self.coming = self.planned(self.at + 12 * DAY)
        classroom.seat(self.coming, self.romans[-1])

    def planned(self, start: datetime) -> Session:
        return classroom.session(self.course, at=self.rome, start=start, state=SessionState.PLANNED)

    def rollout(self, office: Office) -> OfficeRollout:
        return OfficeRollout.objects.get(office=office)

    def asks(self, share: int) -> GateVersion:
        """A new version of the gate, which asks for this share of people cleared."""
        draft = actions.draft_version(self.programme, Stage.LIVE, actor=gated.PROJECT, at=self.at)
        line = draft.criteria.get()  # type: ignore[attr-defined]
        actions.change_criterion(line, {"threshold": Decimal(share)}, actor=gated.PROJECT, at=self.at)
        return actions.activate(draft, actor=gated.PROJECT, at=self.at)

    def a_gate_is_decided(self) -> None:
        """With a condition the first time, held the next, and so on by turns."""
        fresh, day = self.rollout(self.paris), timezone.localdate(self.at)
        last = fresh.decisions.order_by("recorded_at", "pk").last()  # type: ignore[attr-defined]
        version, more = GateVersion.objects.get(state="active"), {"at": self.at, "after": last}
        if last is None or last.outcome == Decided.HOLD:
            conditions = [NewCondition(f"Scanners by {day}", self.romans[0], day + 5 * DAY)]
            gated.decide(fresh, version, Decided.CONDITIONAL, conditions=conditions, **more)
        else:
            gated.decide(fresh, version, Decided.HOLD, **more)

    def a_condition_is_met(self) -> None:
        for row in Condition.objects.filter(met__isnull=True):
            actions.meet_condition(row, actor=gated.PROJECT, at=self.at, reason="delivered")

    def a_gate_asks_more(self) -> None:
        self.asks(99 if self.at.day % 2 else 0)

    def a_criterion_is_passed_over(self) -> None:
        """Of a gate that asks what no office can have."""
        line = self.asks(101).criteria.get()  # type: ignore[attr-defined]
        until = timezone.localdate(self.at) + 6 * DAY
        actions.override_criterion(self.rollout(self.rome), line, until=until, actor=gated.SPONSOR, at=self.at, reason="trainer ill")

    def a_session_is_planned(self) -> None:
        one = self.planned(self.at + 3 * DAY)
        one.changes.update(recorded_at=self.at)  # type: ignore[attr-defined]

    def a_session_is_moved(self) -> None:
        start = self.at + timedelta(days=2 + self.at.day % 20)
        fields = {"starts_at": start, "ends_at": start + timedelta(hours=2), "capacity": 9}
        trainers = [classroom.teacher_of(self.coming)]
        courses.change_session(self.coming, trainers=trainers, actor=classroom.project_office(), at=self.at, reason="hall taken", **fields)

    def a_seat_is_taken(self) -> None:
        who = next(each for each in self.romans if not each.enrolments.filter(session=self.coming))  # type: ignore[attr-defined]
        courses.enrol(self.coming, who, actor=classroom.project_office(), at=self.at, reason="asked")

    def a_seat_is_given_up(self) -> None:
        place = Enrolment.objects.filter(session=self.coming, state=EnrolmentState.ENROLLED).order_by("pk").last()
        assert place is not None
        courses.cancel_place(place, actor=classroom.project_office(), at=self.at, reason="ill")

    def a_course_is_renamed(self) -> None:
        self.course.refresh_from_db()
        self.course.title = f"Selling {self.at.day}"
        self.course.save()

    def a_session_is_called_off(self) -> None:
        self.coming.refresh_from_db()
        courses.call_off(self.coming, actor=classroom.project_office(), at=self.at, reason="no trainer")

    def the_programme_is_stopped(self) -> None:
        lessons = Lessons("the pilots", "the vendor", "ask earlier")
        actions.stop_programme(self.programme, lessons, actor=gated.SPONSOR, at=self.at, reason="no money")


def of_work(reader: Actor, offices: Iterable[Office], instant: datetime, now: datetime, known_at: datetime | None) -> dict[str, Any]:
    """The project office's page and the parts it fetches, but for what is to do today."""
    visit = Visit(reader, now, timezone.localdate(instant), known_at)
    facts = vendor.facts(Asked(visit.day, visit.known_at, reader))
    return {
        "stale": [[item.text, item.look] for item in project.stale(visit)],
        "gates": [waits(item) for item in project.gates(visit)],
        "sessions": whole(project.sessions(visit)),
        "contracts": whole(telling.vendor(facts, visit)) if facts else None,
        "gate of an office": {office.code: gate(office, now, known_at) for office in offices},
        "order stops": sorted(order_stops(known_at)),
    }


def gate(office: Office, now: datetime, known_at: datetime | None) -> list[Any] | None:
    with translation.override("zh-hant"):
        found = office_home.next_gate(office, now, known_at)
        return found and [str(found.rollout.office), found.reached, found.share, found.lacking, str(found.version)]  # type: ignore[return-value]


def waits(item: Any) -> list[Any]:
    return [item.text, item.look, item.since, item.until, str(item.note)]


def whole(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "items": [waits(item) for item in part.items],
        "tiles": [[str(tile.label), tile.value, str(tile.note), tile.look] for tile in part.tiles],
        "tables": [[[str(cell.text) for cell in row] for row in block.rows] for block in part.blocks],
        "chart": part.chart and part.chart.message,
    }
