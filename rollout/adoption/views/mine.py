"""My own usage: what a person sees of themselves, from the day of the notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import metrics
from governance.core.metrics import Measurement
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Membership, Office, Person
from rollout.adoption import board
from rollout.adoption.models import OwnScore
from rollout.adoption.owning import OwnState, Standing, standing
from rollout.adoption.scoring import HABIT_LEAST_DAYS, Component, days_needed
from rollout.adoption.selectors.figures import last_told_week
from rollout.adoption.selectors.people import OwnWeek, notice_of, own_weeks, working_days_of
from rollout.adoption.views.own import BADGES as OWN_BADGES

WEEKS = 26


@dataclass(frozen=True)
class MyWeek:
    """One week of mine beside what is asked of me."""

    used: OwnWeek
    own_days: int

    @property
    def week(self) -> date:
        return self.used.week

    @property
    def needed(self) -> int | None:
        return days_needed(self.own_days) if self.own_days >= HABIT_LEAST_DAYS else None


@needs(Verb.VIEW, "person_usage")
def mine(request: Request) -> HttpResponseBase:
    person = Person.objects.filter(pk=request.actor.person_id).first() if request.actor.person_id else None
    today = timezone.localdate(request.now)
    notice = notice_of(person, today) if person else None
    weeks = my_weeks(person, notice.given_on, today) if person and notice else []
    table = weeks_table(request, weeks)
    if response := table.export():
        return response
    offices = my_offices(person, today) if person else []
    context = {
        "person": person,
        "notice": notice,
        "table": table,
        "latest": weeks[0] if weeks else None,
        "offices": offices,
        "scores": my_scores(person, today) if person else [],
    }
    return render(request, "adoption/mine.html", context)


def my_scores(person: Person, today: date) -> list[tuple[OwnScore, Standing, str]]:
    """My own scores, the newest first, and how each stands."""
    found = OwnScore.objects.filter(person=person).exclude(state=OwnState.REPLACED).order_by("-last_day", "-pk")
    told = ((score, standing(score.state, score.contest_until, today)) for score in found)
    return [(score, stands, OWN_BADGES[stands]) for score, stands in told]


def my_weeks(person: Person, since: date, today: date) -> list[MyWeek]:
    first = max(since, today - timedelta(weeks=WEEKS))
    own = working_days_of(person.pk, first, today)
    return [MyWeek(week, own.get(week.week, 0)) for week in own_weeks(person.pk, first, today)]


def weeks_table(request: Request, weeks: list[MyWeek]) -> Table:
    columns = [
        Column("week", _("Week from")),
        Column("own_days", _("Own working days"), numeric=True),
        Column("days_used", _("Days used"), lambda row: row.used.days_used, numeric=True),
        Column("needed", _("Needed for habit"), numeric=True),
        Column("actions", _("Actions"), lambda row: row.used.actions, numeric=True),
        Column("features", _("Features used"), lambda row: row.used.features, numeric=True),
        Column("own_entries", _("Entered by yourself"), lambda row: row.used.own_entries, numeric=True),
        Column("entries", _("Records that are yours"), lambda row: row.used.entries, numeric=True),
        Column("timely", _("Entered in time"), lambda row: row.used.timely, numeric=True),
        Column("due", _("Due for follow-up"), lambda row: row.used.due, numeric=True),
        Column("done", _("Followed up"), lambda row: row.used.done, numeric=True),
    ]
    empty = Empty(_("No usage of yours yet"), _("What you do in the CRM appears here after the next usage import."))
    return Table(request, columns, weeks, order="-week", empty=empty, filename="my-usage")


def my_offices(person: Person, today: date) -> list[tuple[Office, dict[str, Measurement]]]:
    """The figures of the offices I belong to: also of a small one, whose people may see them."""
    week = last_told_week()
    held = Membership.objects.current().on(today).filter(person=person).select_related("office").order_by("office__code")
    if week is None:
        return []
    day = week + timedelta(days=6)
    found = []
    for office in {row.office_id: row.office for row in held}.values():
        subject = board.subject_of(office.pk)
        codes = ("score", Component.REACH.value, Component.HABIT.value)
        found.append((office, {code: metrics.get(f"adoption.{code}").measure([subject], [day], None)[subject, day] for code in codes}))
    return found
