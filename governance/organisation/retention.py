"""The retention schedule: which kinds of record there are, how long each is kept, and what erases them.

Rooms above register their own kinds, and what they must forget when a person's identity is erased.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotFound, Text
from governance.organisation.models import LegalHold, Person, RetentionRule

LONGEST = 600
# (records older than this day, really do it?, actor, instant) → how many records went, or would go.
Sweep = Callable[[date, bool, Actor, datetime], int]
Forget = Callable[[int, Actor, datetime], None]


@dataclass(frozen=True)
class Kind:
    """A kind of record with its default. `sweep` None: people decide case by case, nothing goes by itself."""

    code: str
    label: str | Promise
    months: int
    basis: str | Promise
    sweep: Sweep | None = None
    least_months: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the schedule as it stands."""

    kind: Kind
    months: int
    basis: Text
    holds: int
    changed: bool


_kinds: dict[str, Kind] = {}
_forget: list[Forget] = []


def register(*kinds: Kind) -> None:
    """Add kinds of record; the same code again replaces."""
    _kinds.update({one.code: one for one in kinds})


def on_erasure(forget: Forget) -> Forget:
    """Have this called with (person id, actor, instant) when an identity is erased, in the same transaction."""
    if forget not in _forget:
        _forget.append(forget)
    return forget


def erased(person_id: int, *, actor: Actor, at: datetime) -> None:
    for forget in _forget:
        forget(person_id, actor, at)


def kind(code: str) -> Kind:
    """The kind of that code, or NotFound."""
    if code not in _kinds:
        raise NotFound(_("There is no kind of record called “%(code)s”.") % {"code": code})
    return _kinds[code]


def schedule() -> list[Line]:
    """Every kind with the period in force and the number of holds on it."""
    rules = {rule.kind: rule for rule in RetentionRule.objects.all()}
    held = list(LegalHold.objects.filter(released_at__isnull=True).values_list("kind", flat=True))
    return [
        Line(
            one,
            rules[code].months if code in rules else one.months,
            rules[code].basis if code in rules else one.basis,
            held.count(code),
            code in rules,
        )
        for code, one in sorted(_kinds.items())
    ]


def months_kept(code: str) -> int:
    rule = RetentionRule.objects.filter(kind=code).first()
    return rule.months if rule else kind(code).months


def months_before(day: date, months: int) -> date:
    """The same day of the month that many months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_held(code: str, person_id: int | None = None) -> bool:
    """Whether a legal hold stands on this kind (for everyone, or for this person)."""
    standing = LegalHold.objects.filter(kind=code, released_at__isnull=True)
    return standing.filter(Q(person__isnull=True) | Q(person=person_id)).exists()


def against_erasure(person: Person, day: date) -> list[Text]:
    """Every reason why this person's identity may not be erased on that day; empty when it may."""
    identity = getattr(person, "identity", None)
    if identity is None or identity.erased_at is not None:
        return [_("It has already been erased.")]
    reasons: list[Text] = []
    months = months_kept("identity")
    if person.left_on is None or person.left_on >= day:
        reasons.append(_("The person is still with the company."))
    elif person.left_on > months_before(day, months):
        reasons.append(_("It is kept for %(months)s months after the last day, %(day)s.") % {"months": months, "day": person.left_on})
    if is_held("identity", person.pk):
        reasons.append(_("A legal hold stands on it."))
    return reasons
