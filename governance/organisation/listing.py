"""Lists of people as one query: what a reader may see of each is worked out by the database, so that a page reads a page of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import translation

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.organisation.directory import PersonState
from governance.organisation.models import Absence, Experience, JobRole, Membership, Person

TEXT = models.CharField()


def people_listed(actor: Actor, day: date, *, office_ids: Iterable[int] | None = None) -> QuerySet[Any]:
    """The people the reader may know of; with `office_ids`, those who belong to these offices that day.

    Each carries `name`, `number`, `office`, `job`, `job_label`, `experience_label`, `state` and `state_label`, as the reader may see
    and in the reader's language, to be filtered, sorted and searched by.
    """
    # Reached through a subquery: a person with several places is still one row, without DISTINCT over all that is worked out.
    people = Person.objects.filter(pk__in=Person.objects.within(scope(actor, Verb.VIEW, "person")).values("pk"))
    if office_ids is not None:
        here = Membership.objects.current().on(day).filter(office__in=list(office_ids))
        people = people.filter(pk__in=here.values("person"))
    found = people.annotate(name=name_for(actor), state=state_on(day), office=place_on(day, *office_name()), job=place_on(day, "job_role"))
    return found.annotate(
        name_sorted=Lower("name"),
        # Who is shown by pseudonym is not told by number either.
        number=Case(When(name=F("pseudonym"), then=Value("")), default=Coalesce("employee_number", Value("")), output_field=TEXT),
        job_label=said("job", JobRole.choices),
        experience_label=said("experience", Experience.choices),
        state_label=said("state", PersonState.choices),
    )


def in_chinese() -> bool:
    return (translation.get_language() or "en").startswith("zh")


def name_for(actor: Actor) -> Any:
    """What `selectors.names_for` calls a person, as an expression."""
    order = ("name_zh", "name") if in_chinese() else ("name", "name_zh")
    names = [NullIf(F(f"identity__{field}"), Value("")) for field in order]
    name = Coalesce(*names, F("pseudonym"), output_field=TEXT)
    reached = scope(actor, Verb.VIEW, "identity")
    if reached.everything:
        return name
    if not reached:
        return F("pseudonym")
    seen = Q(pk__in=Person.objects.within(reached).values("pk"))
    return Case(When(seen, then=name), default=F("pseudonym"), output_field=TEXT)


def office_name() -> list[Any]:
    """An office's name in the reader's language, and the other where it has none in it."""
    return [NullIf(F("office__name_zh"), Value("")), F("office__name")] if in_chinese() else [F("office__name")]


def place_on(day: date, *wanted: Any) -> Any:
    """Something of the place a person has that day, else had last, else will have first."""
    rows = Membership.objects.current().filter(person=OuterRef("pk")).annotate(wanted=Coalesce(*wanted, Value(""), output_field=TEXT))
    begun = rows.filter(first_day__lte=day).order_by("-first_day", "-pk").values("wanted")[:1]
    first = rows.order_by("first_day", "pk").values("wanted")[:1]
    return Coalesce(Subquery(begun), Subquery(first), Value(""), output_field=TEXT)


def state_on(day: date) -> Any:
    """What `directory.state_of` says of a person, as an expression."""
    away = Exists(Absence.objects.current().on(day).filter(person=OuterRef("pk")))
    return Case(
        When(confirmed=False, then=Value(PersonState.UNCONFIRMED.value)),
        When(left_on__lt=day, then=Value(PersonState.LEFT.value)),
        When(joined_on__gt=day, then=Value(PersonState.COMING.value)),
        When(away, then=Value(PersonState.AWAY.value)),
        default=Value(PersonState.HERE.value),
        output_field=TEXT,
    )


def said(field: str, choices: Sequence[tuple[Any, Any]]) -> Any:
    """The label of a choice in the reader's language."""
    return Case(*(When(**{field: value}, then=Value(str(label))) for value, label in choices), default=Value(""), output_field=TEXT)


def offices_of(people: QuerySet[Any]) -> list[tuple[str, str]]:
    """The offices these people are of, as the choices of a filter."""
    names = people.exclude(office="").order_by("office").values_list("office", flat=True).distinct()
    return [(name, name) for name in names]
