"""Reminders of this room: office tasks, mitigations and answers to refusals that are due, surveys that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core.models import Reminder
from governance.core.reminders import in_each_language, remind
from governance.core.roles import Role
from governance.organisation.models import Account, RoleAssignment
from governance.organisation.models.roles import RoleStatus
from governance.organisation.selectors import outsiders
from rollout.impact.models import Asked, Assessment, OfficeTask, Resistance
from rollout.impact.states import OPEN_STEPS, ResistanceState, SurveyState, TaskState

KIND = "impact.due"
AHEAD = timedelta(days=3)
TASK = gettext_noop("“%(what)s” (%(office)s) is due on %(day)s")
LATE = gettext_noop("“%(what)s” (%(office)s) was due on %(day)s and is still open")
MITIGATION = gettext_noop("The mitigation for “%(what)s” is due on %(day)s")
REFUSAL = gettext_noop("The answer to refusal %(what)s is due on %(day)s")
SURVEY = gettext_noop("Please answer “%(what)s” by %(day)s: it takes two minutes and nobody sees who answered what")


@dataclass(frozen=True)
class Wanted:
    """One thing a person is to be reminded of, from a day on. `thing` is told in each language."""

    key: str
    person_id: int
    on: date
    subject: str
    url: str
    day: date
    thing: Any = ""
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def wanted(today: date) -> Iterator[Wanted]:
    yield from tasks(today)
    open_steps = Assessment.objects.filter(step__state__in=OPEN_STEPS, done_on__isnull=True, owner__isnull=False, due__isnull=False)
    for row in open_steps.select_related("step").order_by("pk"):
        if row.owner_id and row.due:
            url = reverse("impact:step", args=[row.step_id])
            yield Wanted(f"mitigation:{row.pk}", row.owner_id, row.due - AHEAD, MITIGATION, url, row.due, row.step)
    for refusal in Resistance.objects.filter(state=ResistanceState.ANSWERED).order_by("pk"):
        if refusal.owner_id and refusal.due:
            url = reverse("impact:resistance")
            yield Wanted(f"refusal:{refusal.pk}", refusal.owner_id, refusal.due - AHEAD, REFUSAL, url, refusal.due, str(refusal))
    waiting = Asked.objects.filter(
        survey__state=SurveyState.OPEN, answered=False, survey__opens_on__lte=today, survey__closes_on__gte=today
    )
    for asked in waiting.exclude(person__in=outsiders(today)).select_related("survey").order_by("survey", "person"):
        survey = asked.survey
        url = reverse("impact:answer", args=[survey.pk])
        yield Wanted(f"survey:{survey.pk}:{asked.person_id}", asked.person_id, survey.opens_on, SURVEY, url, survey.closes_on, survey)


def tasks(today: date) -> Iterator[Wanted]:
    """Its owner is reminded; who answers for the office where there is none, and of what is late."""
    heads = heads_of_offices(today)
    for task in OfficeTask.objects.filter(state=TaskState.OPEN).select_related("office").order_by("pk"):
        late = task.due < today
        people = {task.owner_id} if task.owner_id else set(heads.get(task.office_id, ()))
        people |= set(heads.get(task.office_id, ())) if late else set()
        for person in sorted(people):
            yield Wanted(
                f"task:{task.pk}:{person}:{'late' if late else 'due'}",
                person,
                task.due + timedelta(days=1) if late else task.due - AHEAD,
                LATE if late else TASK,
                reverse("impact:my_tasks"),
                task.due,
                task,
                {"office": in_each_language(task.office.__str__)},
            )


def heads_of_offices(today: date) -> dict[int, list[int]]:
    """Office → people who head it today, of that very office."""
    held = RoleAssignment.objects.current().on(today).filter(role=Role.OFFICE_HEAD, status=RoleStatus.ACTIVE, office__isnull=False)
    found: dict[int, list[int]] = {}
    for office, person in held.order_by("office_id", "person_id").values_list("office_id", "person_id"):
        found.setdefault(office, []).append(person)
    return found


def remind_all(today: date, *, at: datetime) -> tuple[int, int]:
    """Open what is to be reminded of, close what no longer is: (stand, closed). Run again it changes nothing."""
    due = list(wanted(today))
    accounts = {one.person_id: one for one in Account.objects.filter(is_active=True, person__in={one.person_id for one in due})}
    known = dict(Reminder.objects.filter(kind=KIND, done_at__isnull=True).values_list("key", "on"))
    keys = set()
    for one in due:
        account, key = accounts.get(one.person_id), f"{KIND}:{one.key}"
        keys.add(key)
        if account is None or known.get(key) == one.on:
            continue
        values = {"what": in_each_language(one.thing.__str__), "day": one.day.isoformat(), **one.values}
        remind(KIND, to_account=account.pk, on=one.on, subject=one.subject, values=values, url=one.url, key=key, at=at)
    gone = Reminder.objects.filter(Q(kind=KIND) & ~Q(key__in=keys), done_at__isnull=True).update(done_at=at)
    return len(keys), gone
