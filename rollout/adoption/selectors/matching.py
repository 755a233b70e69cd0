"""Names and labels of usage files that wait to be matched, each with its suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, QuerySet, Sum

from governance.core.models import ImportBatch
from governance.core.models.imports import ImportState as BatchState
from governance.organisation.models import Membership, Office, Person
from rollout.adoption.matching import Candidate, Suggestion, suggestions
from rollout.adoption.models import OfficeMatch, SourceOffice, SourceUser, UsageDay, UserMatch


@dataclass(frozen=True)
class Waiting:
    """A name or label without a current match, how much it did, and who or what it probably is."""

    pk: int
    name: str
    source: str
    actions: int
    first: date | None
    last: date | None
    suggestion: int | None = None
    how: str = ""
    meant: str = ""


def _nobody_yet() -> QuerySet[SourceUser]:
    return SourceUser.objects.exclude(pk__in=UserMatch.objects.current().values("source_user"))


def names_unmatched() -> int:
    """User names of the files that are nobody yet: what they did counts for no one. One query."""
    return _nobody_yet().count()


def waiting_users() -> list[Waiting]:
    """User names that are nobody yet, the busiest first."""
    rows = list(_nobody_yet().order_by("key").values_list("pk", "key", "source__name"))
    if not rows:
        return []
    people = {person.pk: person for person in Person.objects.confirmed().select_related("identity")}
    found = suggestions((key for _pk, key, _source in rows), (Candidate(pk, known_as(person)) for pk, person in people.items()))
    labels = {pk: str(person) for pk, person in people.items()}
    return _waiting(rows, "source_user_id", found, labels)


def known_as(person: Person) -> list[tuple[str, str]]:
    identity = getattr(person, "identity", None)
    names = [("employee number", person.employee_number or "")]
    if identity:
        names += [("e-mail", identity.email), ("name", identity.name), ("name", identity.name_zh)]
    return [(how, text) for how, text in names if text]


def waiting_offices() -> list[Waiting]:
    """Office labels that mean nothing yet, the busiest first."""
    matched = OfficeMatch.objects.current().values("source_office")
    rows = list(SourceOffice.objects.exclude(pk__in=matched).order_by("label").values_list("pk", "label", "source__name"))
    if not rows:
        return []
    offices = list(Office.objects.branches().order_by("code"))
    names = (Candidate(office.pk, [("code", office.code), ("name", office.name), ("name", office.name_zh)]) for office in offices)
    return _waiting(rows, "source_office_id", suggestions((label for _pk, label, _source in rows), names), {o.pk: str(o) for o in offices})


def _waiting(rows: list[tuple[int, str, str]], key: str, found: dict[str, Suggestion], labels: dict[int, str]) -> list[Waiting]:
    seen = UsageDay.objects.current().order_by().values(key).annotate(n=Sum("actions"), first=Min("day"), last=Max("day"))
    done = {pk: (n, first, last) for pk, n, first, last in seen.values_list(key, "n", "first", "last")}
    listed = []
    for pk, name, source in rows:
        actions, first, last = done.get(pk, (0, None, None))
        guess = found.get(name)
        meant = labels[guess.id] if guess else ""
        listed.append(Waiting(pk, name, source, actions, first, last, guess.id if guess else None, guess.how if guess else "", meant))
    return sorted(listed, key=lambda each: (-each.actions, each.name))


def suggested(waiting: Iterable[Waiting]) -> dict[int, int]:
    """Who or what each of them probably is, where there is a suggestion."""
    return {each.pk: each.suggestion for each in waiting if each.suggestion is not None}


@dataclass(frozen=True)
class Gaps:
    """What keeps reach from being told, in numbers."""

    imports: int
    offices: int
    people: int
    use_rules: int
    users_waiting: int
    users_suggested: int
    offices_waiting: int
    offices_suggested: int
    offices_matched: int
    offices_live: int
    offices_rostered: int
    rostered: bool  # A roster came in, or an office that the files name has people.


def gaps(day: date) -> Gaps:
    """Everything still missing between a usage file and an office's reach."""
    from governance.organisation.models import UseRule
    from rollout.adoption.models import ImportState, UsageImport
    from rollout.staging.selectors import go_live_dates

    users, offices = waiting_users(), waiting_offices()
    named = OfficeMatch.objects.current().filter(office__isnull=False).values("office")
    return Gaps(
        imports=UsageImport.objects.filter(state=ImportState.APPLIED).count(),
        offices=Office.objects.branches().count(),
        people=Membership.objects.current().filter(person__confirmed=True).values("person").distinct().count(),
        use_rules=UseRule.objects.current().count(),
        users_waiting=len(users),
        users_suggested=len(suggested(users)),
        offices_waiting=len(offices),
        offices_suggested=len(suggested(offices)),
        offices_matched=OfficeMatch.objects.current().filter(office__isnull=False).values("office").distinct().count(),
        offices_live=len(go_live_dates(on=day)),
        offices_rostered=Membership.objects.current().values("office").distinct().count(),
        rostered=ImportBatch.objects.filter(kind="roster", state=BatchState.APPLIED).exists()
        or Membership.objects.current().filter(person__confirmed=True, office__in=named).exists(),
    )
