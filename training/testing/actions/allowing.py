"""Allowances: what one person is given beyond a paper's rules, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from training.testing import timing
from training.testing.models import Allowance, Attempt, AttemptEvent, Paper, PaperKind
from training.testing.selectors.standings import extra_for, extras


def allow(person: Person, extra: timing.Extra, *, paper: Paper | None = None, actor: Actor, at: datetime, reason: str) -> Allowance:
    """Give somebody more time, another attempt or another window; an attempt in progress ends later from now on."""
    require_for_others(actor, person)
    if extra == timing.NOTHING:
        raise InvalidInput(_("Give at least one thing: time, an attempt, another window, or leave to sit despite knowing questions."))
    if extra.opens_at and extra.closes_at and extra.closes_at <= extra.opens_at:
        raise InvalidInput(_("The window closes before it opens."), fields={"closes_at": _("After the opening.")})
    with transaction.atomic(), audit.because(actor, reason):
        made = Allowance.objects.create(
            person=person,
            paper=paper,
            extra_percent=extra.percent,
            extra_minutes=extra.minutes,
            extra_attempts=extra.attempts,
            opens_at=extra.opens_at,
            closes_at=extra.closes_at,
            knowing=extra.knowing,
            username=actor.username,
            reason=reason,
            recorded_at=at,
        )
        give_time(person, at=at)
    announce("results", actor=actor, at=at)
    return made


def withdraw(allowance: Allowance, *, actor: Actor, at: datetime, reason: str) -> Allowance:
    """Take an allowance back for attempts to come; an attempt in progress keeps the time it was given."""
    require_for_others(actor, allowance.person)
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(Allowance.objects.current().filter(pk=allowance.pk), superseded_at=at):
            raise Conflict(_("This allowance was already taken back."))
    announce("results", actor=actor, at=at)
    allowance.refresh_from_db()
    return allowance


def require_for_others(actor: Actor, person: Person) -> None:
    """Nobody gives themselves more time."""
    require(actor, Verb.CHANGE, "test_allowance")
    if actor.person_id == person.pk and not actor.system:
        raise NotAllowed(_("Somebody else must decide on allowances for you."))


def give_time(person: Person, *, at: datetime) -> None:
    """Move the end of the person's attempts in progress to where the allowances now put it; never earlier."""
    found = extras([person.pk])
    going = Attempt.objects.open().filter(person=person, due_at__gt=at, paper__kind=PaperKind.WRITTEN).select_related("version")
    for attempt in going.select_for_update(of=("self",)):
        window = timing.Window(attempt.version.opens_at, attempt.version.closes_at)
        due = timing.due_at(attempt.started_at, attempt.version.time_limit, window, extra_for(found, person.pk, attempt.paper_id))
        if due is not None and attempt.due_at is not None and due > attempt.due_at:
            attempt.due_at = due
            attempt.save()
            AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.DUE_CHANGED, recorded_at=at)
