"""Single people's use of one office's week: for themselves, their office head and the project office, from their notice on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.metrics import Rows
from governance.core.permissions import Verb, require
from governance.core.suppression import withheld
from governance.organisation.models import Office, Person, UsageNotice
from governance.organisation.selectors import absences, must_use, notified, people_names
from rollout.adoption.components import Calendars, Reckoning, due_of_offices
from rollout.adoption.expected import WEEK, bits, expected_weeks, monday, stretches
from rollout.adoption.following import OfficeDue, is_told
from rollout.adoption.models import MatchKind, SourceUser, UsageDay, UserMatch
from rollout.adoption.scoring import PersonWeek, days_needed
from rollout.adoption.selectors.due import due_of_people, week_sums
from rollout.adoption.selectors.facts import people_of_names
from rollout.adoption.selectors.reckoning import reckoned
from rollout.staging.models import Programme
from rollout.staging.selectors import go_live_dates


@dataclass(frozen=True)
class PersonRow:
    """One expected person's week in an office."""

    person_id: int
    name: str
    own_days: int
    used_own_days: int
    is_active: bool

    @property
    def has_habit(self) -> bool | None:
        """None where there were too few own working days to tell."""
        return None if self.own_days < 2 else self.used_own_days >= days_needed(self.own_days)


def person_rows(office: int, week: date, known_at: datetime | None, actor: Actor) -> tuple[list[PersonRow], int]:
    """The expected people whose rows this reader may see, by name, and how many are withheld."""
    require(actor, Verb.VIEW, "person_usage", office_id=office)
    reckoning = reckoned(week, known_at)
    people, hidden = reckoning.people(office, week), not_shown(reckoning, office, week)
    names = people_names([person for person in people if person not in hidden], actor)
    rows = [as_row(person, names[person], found) for person, found in people.items() if person in names]
    return sorted(rows, key=lambda row: (row.name, row.person_id)), len(hidden & people.keys())


def not_shown(reckoning: Reckoning, office: int, week: date) -> set[int]:
    """Whose rows stay hidden: one set for all lists of an office's week, so that no list tells of another's gaps."""
    members = {found.what for found in reckoning.facts.rostered.get(office, ()) if bits(found.first, found.last, week)}
    return withheld({person for person in members | active_people(reckoning, office, week) if person is not None}, notified(week))


def withheld_line(count: int, *, beside: int) -> list[list[Any]]:
    """The last line of a list of people, with so many empty cells beside it; none where everybody is shown."""
    told = _("%(count)s people not shown, so that nobody without notice can be worked out") % {"count": count}
    return [[told, *[""] * beside]] if count else []


def active_people(reckoning: Reckoning, office: int, week: date) -> set[int]:
    seen = reckoning.used.offices.get((office, week))
    return {key for kind, key in seen.users if kind == "person"} if seen else set()


def as_row(person_id: int, name: str, found: PersonWeek) -> PersonRow:
    return PersonRow(person_id, name, found.own.bit_count(), (found.used & found.own).bit_count(), found.is_active)


def users_seen(office: int, week: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Who was active: people by name, as far as they may be shown, then names of the file that nobody has confirmed."""
    require(actor, Verb.VIEW, "person_usage", office_id=office)
    reckoning = reckoned(week, known_at)
    people, hidden = active_people(reckoning, office, week), not_shown(reckoning, office, week)
    names = people_names(people - hidden, actor)
    lines: list[list[Any]] = [[name, _("person")] for name in sorted(names.values())]
    seen = reckoning.used.offices.get((office, week))
    unconfirmed = [key for kind, key in seen.users if kind == "name"] if seen else []
    keys = SourceUser.objects.filter(pk__in=unconfirmed).order_by("key")
    lines += [[key, _("unconfirmed name")] for key in keys.values_list("key", flat=True)]
    lines += withheld_line(len(hidden & people), beside=1)
    return Rows([_("User"), _("Kind")], lines)


def due_rows(office: int, week: date, known_at: datetime | None, actor: Actor) -> tuple[list[tuple[str, int, int]], int]:
    """Name, due and followed up of the office's people who may be shown, by name; and how many are withheld."""
    require(actor, Verb.VIEW, "person_usage", office_id=office)
    reckoning = reckoned(week, known_at)
    hidden = not_shown(reckoning, office, week)
    sums: dict[int, OfficeDue] = {}
    for place, person, row in due_of_offices(reckoning.facts):
        if place == office and is_told(reckoning.facts.due_reads.get(row.due_list, ()), week):
            sums.setdefault(person, OfficeDue()).add(row, told=True)
    names = people_names(sums.keys() - hidden, actor)
    rows = [(names[person], found.due, found.done) for person, found in sums.items() if person in names]
    return sorted(rows), len(hidden & sums.keys())


@dataclass(frozen=True)
class OwnWeek:
    """What a person sees of their own week."""

    week: date
    days_used: int
    actions: int
    own_entries: int
    entries: int
    dated: int
    timely: int
    features: int
    due: int = 0
    done: int = 0


def notice_of(person: Person, today: date) -> UsageNotice | None:
    """The first notice given to the person, on or before today."""
    return UsageNotice.objects.current().filter(person=person, given_on__lte=today).order_by("given_on").first()


def own_weeks(person_id: int, first: date, last: date) -> list[OwnWeek]:
    """A person's own weeks from the day of the notice, the latest first."""
    rows = UsageDay.objects.current().filter(day__range=(first, last), source_user__in=own_names(person_id)).order_by()
    counts = {name: Sum(name) for name in ("actions", "self_entries", "entries", "dated_entries", "timely_entries")}
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows.values("day", "feature").annotate(**counts):
        days.setdefault(monday(row["day"]), []).append(row)
    names = people_of_names(None)
    due = due_of_people(first, last, {name: names[name] for name in own_names(person_id) if name in names})
    weeks = sorted(days.keys() | {week for person, week in due if person == person_id}, reverse=True)
    return [own_week(week, days.get(week, []), *week_sums(due, person_id, week)) for week in weeks]


def own_names(person_id: int) -> list[int]:
    """The user names that are this person."""
    return list(UserMatch.objects.current().filter(person=person_id, kind=MatchKind.PERSON).values_list("source_user_id", flat=True))


def own_week(week: date, rows: list[dict[str, Any]], due: int, done: int) -> OwnWeek:
    acted = [row for row in rows if row["actions"]]
    return OwnWeek(
        week=week,
        days_used=len({row["day"] for row in acted}),
        actions=sum(row["actions"] for row in rows),
        own_entries=sum(row["self_entries"] for row in rows),
        entries=sum(row["entries"] for row in rows),
        dated=sum(row["dated_entries"] for row in rows),
        timely=sum(row["timely_entries"] for row in rows),
        features=len({row["feature"] for row in acted if row["feature"]}),
        due=due,
        done=done,
    )


def working_days_of(person_id: int, first: date, last: date) -> dict[date, int]:
    """Week → own working days on which the person is expected, in whichever offices."""
    duties = [duty for duty in must_use(first, last) if duty.person_id == person_id]
    programme = Programme.objects.order_by("pk").first()
    found = stretches(duties, go_live_dates(), programme.grace_days if programme else 0)
    codes = dict(Office.objects.filter(pk__in={duty.office_id for duty in duties}).values_list("pk", "calendar"))
    calendars = Calendars()
    weeks = [monday(first) + timedelta(days=WEEK * step) for step in range((last - monday(first)).days // WEEK + 1)]
    leave = {person_id: absences(first, last).get(person_id, [])}
    expected = expected_weeks(found, weeks, leave, lambda office, week: calendars.working(codes[office], week) or 0)
    days: dict[date, int] = {}
    for (_office, week), people in expected.items():
        days[week] = days.get(week, 0) | people[person_id].own
    return {week: own.bit_count() for week, own in days.items()}
