"""What the components are computed from, read with a fixed number of queries, as known at any instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

from django.db.models import Case, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.utils.functional import SimpleLazyObject

from governance.core.reading import once
from governance.organisation.models import Membership
from governance.organisation.selectors import absences, confirmed_people, merged_offices, must_use, offices_held, use_rules
from rollout.adoption.facts import FOREVER, Facts, Interval, UserDay
from rollout.adoption.models import CoreFeatures, OfficeMatch, UsageDay, UsageImport, UserMatch
from rollout.adoption.models.matching import MatchKind
from rollout.adoption.models.usage import ImportState
from rollout.adoption.selectors.due import due_days, due_reads
from rollout.staging import selectors as staging
from rollout.staging.selectors import go_live_dates


def facts(weeks: list[date], known_at: datetime | None = None) -> Facts:
    """The facts of these weeks (in order, not empty). The usage rows, the days they tell of, and what was due are read when asked for."""
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    members, rostered = memberships(first, last, known_at)
    core = core_features(weeks, known_at)
    features = sorted({name for names in core.values() for name in names})
    programme = staging.programme(known_at)
    places, merged = offices_of_labels(known_at), merged_offices(known_at)
    return Facts(
        weeks=weeks,
        offices={office.pk: office.calendar for office in offices_held(known_at).values()},
        members=members,
        rostered=rostered,
        duties=must_use(first, last, known_at),
        live=go_live_dates(known_at),
        grace_days=programme.grace_days if programme else 0,
        leave=absences(first, last, known_at),
        people=people_of_names(known_at),
        places=places,
        merged=merged,
        core=core,
        features=features,
        ruled=[(rule.first_day, rule.last_day or FOREVER) for rule in use_rules(first, last, known_at)],
        span=later(lambda: data_span(known_at)),
        usage=usage(first, last, features, known_at),
        told=later(lambda: days_told(merged, known_at)),
        due=later(lambda: due_days(first, last, known_at)),
        due_reads=later(lambda: due_reads(known_at)),
    )


def later[R](read: Callable[[], R]) -> R:
    """Read when somebody asks for it."""
    return cast(R, SimpleLazyObject(read))


@once
def data_span(known_at: datetime | None = None) -> tuple[date | None, date | None]:
    """First and last day that the applied usage files tell of."""
    told = source_spans(known_at).values()
    return min((first for first, _last in told), default=None), max((last for _first, last in told), default=None)


@once
def source_spans(known_at: datetime | None = None) -> dict[int, tuple[date, date]]:
    """Source → first and last day that its applied files tell of."""
    rows = applied_files(known_at).order_by().values("source").annotate(first=Min("first_day"), last=Max("last_day"))
    return {source: (first, last) for source, first, last in rows.values_list("source", "first", "last") if first and last}


def applied_files(known_at: datetime | None) -> QuerySet[UsageImport]:
    if known_at is None:
        return UsageImport.objects.filter(state=ImportState.APPLIED)
    then = UsageImport.objects.filter(applied_at__lte=known_at)
    return then.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at))


def days_told(merged: dict[int, int], known_at: datetime | None) -> dict[int, tuple[date, date]]:
    """Office → days told by the sources whose labels mean it. An office with a CRM of its own is not judged by others' files."""
    spans = source_spans(known_at)
    found: dict[int, tuple[date, date]] = {}
    for named in label_matches(known_at):
        if named.source in spans:
            office = merged.get(named.office, named.office)
            first, last = found.get(office, spans[named.source])
            found[office] = (min(first, spans[named.source][0]), max(last, spans[named.source][1]))
    return found


def memberships(first: date, last: date, known_at: datetime | None) -> tuple[dict[int, list[Interval]], dict[int, list[Interval]]]:
    """Person → offices by day, and office → days on which the roster has anybody there."""
    members: dict[int, list[Interval]] = {}
    rostered: dict[int, list[Interval]] = {}
    rows = Membership.objects.known_at(known_at).during(first, last).order_by("pk")
    rows = rows if known_at is not None else rows.filter(person__confirmed=True)
    counted = confirmed_people(known_at) if known_at is not None else None
    for person, office, begin, end in rows.values_list("person_id", "office_id", "first_day", "last_day"):
        if counted is None or person in counted:
            members.setdefault(person, []).append(Interval(begin, end or FOREVER, office))
            rostered.setdefault(office, []).append(Interval(begin, end or FOREVER, person))
    return members, rostered


def people_of_names(known_at: datetime | None) -> dict[int, list[Interval]]:
    """User name → who it is by day. Names without a match are unconfirmed and absent here."""
    found: dict[int, list[Interval]] = {}
    rows = UserMatch.objects.known_at(known_at).order_by("pk")
    for name, begin, end, kind, person in rows.values_list("source_user_id", "first_day", "last_day", "kind", "person_id"):
        found.setdefault(name, []).append(Interval(begin, end or FOREVER, person if kind == MatchKind.PERSON else None))
    return found


class LabelMatch(NamedTuple):
    """Which office a source's label means, and on which days."""

    label: int
    source: int
    first: date
    last: date | None
    office: int


@once
def label_matches(known_at: datetime | None) -> list[LabelMatch]:
    rows = OfficeMatch.objects.known_at(known_at).order_by("pk")
    fields = ("source_office_id", "source_office__source_id", "first_day", "last_day", "office_id")
    return [LabelMatch(*row) for row in rows.values_list(*fields)]


def offices_of_labels(known_at: datetime | None) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    for named in label_matches(known_at):
        found.setdefault(named.label, []).append(Interval(named.first, named.last or FOREVER, named.office))
    return found


def core_features(weeks: Iterable[date], known_at: datetime | None = None) -> dict[date, list[str]]:
    """Week → features everyone is meant to use then: the list that began last."""
    lists = list(CoreFeatures.objects.known_at(known_at).order_by("-first_day", "-recorded_at").values_list("first_day", "names"))
    return {week: next((list(names) for first, names in lists if first <= week), []) for week in weeks}


def usage(first: date, last: date, features: list[str], known_at: datetime | None = None) -> Iterator[UserDay]:
    """One row per user name, office label and day. Imports never share an event, so their rows are summed."""
    used = sum(
        (Max(Case(When(feature=name, actions__gt=0, then=Value(1 << bit)), default=Value(0))) for bit, name in enumerate(features)),
        start=Value(0),
    )
    rows = (
        UsageDay.objects.known_at(known_at).filter(day__range=(first, last)).order_by().values("source_user_id", "source_office_id", "day")
    )
    summed = rows.values("source_user_id", "source_office_id", "day").annotate(
        a=Sum("actions"),
        b=used,
        c=Sum("self_entries"),
        d=Sum("proxy_entries"),
        e=Sum("dated_entries"),
        f=Sum("timely_entries"),
        g=Sum("month_end_entries"),
    )
    fields = summed.values_list("source_user_id", "source_office_id", F("day"), "a", "b", "c", "d", "e", "f", "g")
    for row in fields.iterator(chunk_size=10_000):
        yield UserDay(*row)
