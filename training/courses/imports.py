"""Attendance lists from files: one row per person and session. The same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import one_of, text, whole_number
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, scope
from training.courses.access import teaches
from training.courses.actions.attending import correct
from training.courses.models import Enrolment, Session
from training.courses.rules.attending import Attended, attended
from training.courses.rules.states import SessionState, Standing, Way
from training.courses.selectors import lines_of

WORDS = {
    Standing.PRESENT: "present, yes, y, 1, x, 出席, 到, 到场, 已到, 是, 到場",
    Standing.LATE: "late, 迟到, 遲到",
    Standing.LEFT_EARLY: "left_early, left early, 早退",
    Standing.EXCUSED: "excused, leave, 请假, 請假",
    Standing.ABSENT: "absent, no, n, 0, 缺席, 缺勤, 否, 未到",
}
STANDINGS = {word.strip(): standing for standing, words in WORDS.items() for word in words.split(",")}


@dataclass(frozen=True)
class Known:
    """Running sessions the reader may change, and their seats by employee number."""

    sessions: dict[int, Session]
    reachable: set[int]
    places: dict[tuple[int, str], Enrolment]
    outcomes: dict[int, Attended]
    person_id: int | None = None


class AttendanceImporter(Importer):
    """Lists kept on paper or elsewhere. Only people with a seat, only while the session runs."""

    kind = "attendance"
    title = _("Attendance list")
    what = "attendance_list"
    key = ("session", "number")
    then_url = "courses:sessions"
    explanation = _(
        "One row per person, as the list of a session is downloaded. Only people with a seat, only while the session runs. "
        "Rows without a word on attendance are left alone."
    )
    columns = (
        Column(
            "session",
            _("Session"),
            whole_number(0, 10**9),
            True,
            ("session no", "session number", "场次", "場次", "场次编号"),
            _("Its number"),
        ),
        Column("number", _("Employee number"), text(40, fold=True), True, ("employee no", "工号", "员工号", "工號")),
        Column("name", _("Name"), text(120), False, ("姓名",)),
        Column(
            "standing",
            _("Attended"),
            one_of(STANDINGS, names="present, late, left_early, excused, absent"),
            False,
            ("attendance", "status", "出勤", "考勤", "出席"),
        ),
        Column("minutes", _("Minutes there"), whole_number(0, 10**9), False, ("minutes there", "分钟", "分鐘")),
        Column("reason", _("Reason"), text(500), False, ("note", "remark", "备注", "備註")),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        sessions = {one.pk: one for one in Session.objects.select_related("course", "office")}
        everywhere = scope(actor, Verb.IMPORT, self.what).everything
        running = {pk for pk, one in sessions.items() if one.state == SessionState.RUNNING}
        reachable = {pk for pk in running if everywhere or teaches(actor, sessions[pk])}
        places = Enrolment.objects.seated().filter(session__in=reachable).select_related("person").order_by("pk")
        by_number = {(place.session_id, str(place.person.employee_number or "").casefold()): place for place in places}
        told = lines_of(place.pk for place in by_number.values())
        outcomes = {}
        for place in by_number.values():
            one = sessions[place.session_id]
            outcomes[place.pk] = attended(told.get(place.pk, ()), one.starts_at, one.ends_at, one.needed_percent)
        return Known(sessions, reachable, by_number, outcomes, actor.person_id)

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        found = Plan()
        unchanged = 0
        for row in rows:
            if row.get("standing") is None:
                unchanged += 1
                continue
            problem, change = self.judged(row, known)
            if problem is not None:
                found.problems.append(problem)
            elif change is None:
                unchanged += 1
            else:
                found.updates.append(change)
        return Plan([], found.updates, unchanged, found.problems)

    def judged(self, row: Row, known: Known) -> tuple[Problem | None, Change | None]:
        """The problem of a row, or what it changes; neither where the record says so already."""
        session = known.sessions.get(row.values["session"])
        label = str(_("Session"))
        if session is None:
            return Problem(row.number, label, _("There is no session with this number."), str(row.values["session"])), None
        if session.pk not in known.reachable:
            state = session.get_state_display()
            return Problem(row.number, label, _("Its list is not yours to change, or it is not running."), state), None
        place = known.places.get((session.pk, row.values["number"].casefold()))
        if place is None:
            return Problem(row.number, str(_("Employee number")), _("Has no seat in this session."), row.values["number"]), None
        if place.person_id == known.person_id:
            return Problem(row.number, str(_("Employee number")), _("Nobody sets their own attendance."), row.values["number"]), None
        standing, minutes = row.values["standing"], row.get("minutes")
        if problem := minutes_problem(row, session, standing, minutes):
            return problem, None
        held = known.outcomes[place.pk]
        same = held.standing == standing and (minutes is None or held.minutes == minutes or standing in (Standing.ABSENT, Standing.EXCUSED))
        if same:
            return None, None
        fields = ((_("Attended"), str(held.standing.label), str(Standing(standing).label)),)
        data = {"place": place.pk, "standing": standing, "minutes": minutes, "reason": row.get("reason", "")}
        return None, Change(row.number, f"{row.values['number']} · {session}", fields, data)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        places = Enrolment.objects.select_related("session").in_bulk([change.data["place"] for change in plan.updates])
        for change in plan.updates:
            data: dict[str, Any] = change.data
            told = data["reason"] or reason or str(_("Attendance list “%(name)s”") % {"name": batch.name})
            by: dict[str, Any] = {"actor": actor, "at": at, "reason": told, "way": Way.FILE}
            correct(places[data["place"]], standing=data["standing"], minutes=data["minutes"], **by)


def minutes_problem(row: Row, session: Session, standing: str, minutes: int | None) -> Problem | None:
    label = str(_("Minutes there"))
    if standing in (Standing.LATE, Standing.LEFT_EARLY) and minutes is None:
        return Problem(row.number, label, _("Please say how many minutes they were there."))
    if minutes is not None and not 0 <= minutes <= session.minutes:
        message = _("Between 0 and %(minutes)s minutes, the length of the session.") % {"minutes": session.minutes}
        return Problem(row.number, label, message, str(minutes))
    return None


ATTENDANCE = register(AttendanceImporter())
