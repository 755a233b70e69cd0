"""Taking a test: begin, save each answer, hand in, and the clock that hands in for those who went away."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import NotFound, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from training.testing import answers, timing
from training.testing.actions.marking import mark_by_rule
from training.testing.actions.rows import append
from training.testing.drawing import CannotFill, Pooled, Slot, draw
from training.testing.models import Answer, Attempt, AttemptEvent, AttemptItem, AttemptState, Paper, PaperKind, PaperState, PaperVersion
from training.testing.selectors.pool import blueprint, pool
from training.testing.selectors.standings import extra_for, extras, standings
from training.testing.selectors.unseen import known_by
from training.testing.shortages import cannot_fill
from training.testing.unseen import knows_too_much

# The blueprint of a version and what the bank has for it.
Stock = tuple[tuple[Slot, ...], list[Pooled]]


@dataclass(frozen=True)
class Saved:
    """What became of an answer that came in. `late`: kept beside the attempt, not counted."""

    answer: Answer
    late: bool
    warning: str = ""


def start(paper: Paper, *, device: str = "", actor: Actor, at: datetime, reason: str = "") -> Attempt:
    """Begin an attempt of one's own, or continue the one in progress."""
    require(actor, Verb.CHANGE, "own_test", person_id=actor.person_id)
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    if person is None or paper.kind != PaperKind.WRITTEN:
        raise NotFound(_("There is no such test for you."))
    going = Attempt.objects.open().filter(paper=paper, person=person).first()
    if going is not None and not end_if_due(going, actor=actor, at=at):
        return going
    with transaction.atomic(), audit.because(actor, reason):
        # Two tabs that begin at once: the lock orders them, so that the second finds the first's attempt.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        going = Attempt.objects.open().filter(paper=paper, person=person).first()
        if going is not None:
            return going
        version = version_to_take(paper, person, at)
        require_not_known(version, person, actor.username)
        return begin(version, person, at=at, device=device)


def require_not_known(version: PaperVersion, person: Person, username: str) -> None:
    """Who had a hand in questions that may be asked does not sit, unless somebody else has permitted it."""
    permitted = extra_for(extras([person.pk]), person.pk, version.paper_id).knowing
    known = 0 if permitted else known_by(username, version)
    if knows_too_much(known, permitted=permitted):
        raise Refused(_("This test cannot be begun now."), reasons=[told_known(known)])


def told_known(known: int) -> str:
    """Why somebody who knows questions does not sit, and who can permit it."""
    return ngettext(
        "You wrote, brought in or approved %(count)s question that this test may ask. The project office can permit it, with a reason, "
        "under “Allowances”.",
        "You wrote, brought in or approved %(count)s questions that this test may ask. The project office can permit it, with a reason, "
        "under “Allowances”.",
        known,
    ) % {"count": known}


def version_to_take(paper: Paper, person: Person, at: datetime) -> PaperVersion:
    """The version in use, if the rules let this person begin now; Refused with every reason otherwise."""
    version = PaperVersion.objects.filter(paper=paper, state=PaperState.ACTIVE).select_related("paper__course").first()
    if version is None:
        raise NotFound(_("There is no such test for you."))
    extra = extra_for(extras([person.pk]), person.pk, paper.pk)
    window = timing.widened(timing.Window(version.opens_at, version.closes_at), extra)
    held = standings(Attempt.objects.filter(person=person, paper=paper), at=at).get((person.pk, paper.pk))
    reasons = []
    if window.opens_at is not None and at < window.opens_at:
        reasons.append(_("The test has not opened yet."))
    if window.closes_at is not None and at >= window.closes_at:
        reasons.append(_("The test has closed."))
    if held is not None and held.left == 0:
        reasons.append(_("All attempts allowed have been used. Your trainer can give another."))
    if held is not None and held.next_at is not None and at < held.next_at:
        reasons.append(_("The wait before the next attempt is not over."))
    if reasons:
        raise Refused(_("This test cannot be begun now."), reasons=reasons)
    return version


def begin(
    version: PaperVersion,
    person: Person,
    *,
    at: datetime,
    seed: int | None = None,
    device: str = "",
    stock: Stock | None = None,
) -> Attempt:
    """Draw the paper and open the attempt, inside the caller's transaction and operation. Also for observed tests.

    `stock` is the blueprint and the pool where the caller has read them already, for many at once.
    """
    last = Attempt.objects.filter(paper=version.paper_id, person=person).order_by("-number").values_list("number", flat=True).first()
    extra = extra_for(extras([person.pk]), person.pk, version.paper_id)
    seed = secrets.randbits(62) if seed is None else seed
    attempt, items = draw_up(version, person, number=(last or 0) + 1, extra=extra, seed=seed, stock=stock or stock_of(version), at=at)
    attempt.save(force_insert=True)
    AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.STARTED, note=device, recorded_at=at)
    append(AttemptItem, items)
    return attempt


def draw_up(
    version: PaperVersion, person: Person, *, number: int, extra: timing.Extra, seed: int, stock: Stock, at: datetime
) -> tuple[Attempt, list[AttemptItem]]:
    """The attempt and its questions as drawn, not saved yet."""
    slots, questions = stock
    try:
        drawn = draw(slots, questions, seed)
    except CannotFill as short:
        raise cannot_fill(short.shortages) from short
    due = None
    if version.paper.kind == PaperKind.WRITTEN:
        due = timing.due_at(at, version.time_limit, timing.Window(version.opens_at, version.closes_at), extra)
    attempt = Attempt(paper_id=version.paper_id, version=version, person=person, number=number, seed=seed, started_at=at, due_at=due)
    items = [
        AttemptItem(
            attempt=attempt,
            order=one.order,
            slot_id=one.slot,
            question_version_id=one.version,
            points=one.points,
            seed=one.seed,
            recorded_at=at,
        )
        for one in drawn
    ]
    return attempt, items


def stock_of(version: PaperVersion) -> Stock:
    """The blueprint of a version and what the bank has for it."""
    slots = blueprint(version)
    return slots, pool(slots)


def save_answer(
    attempt: Attempt,
    item_id: int,
    posted: answers.Posted,
    *,
    client_id: str,
    device: str = "",
    sequence: int = 0,
    device_at: datetime | None = None,
    device_sent_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Saved:
    """Keep one answer, once per `client_id`. What comes after the end is kept too, marked as late."""
    require(actor, Verb.CHANGE, "own_test", person_id=attempt.person_id)
    item = AttemptItem.objects.filter(attempt=attempt, pk=item_id).select_related("question_version").first()
    if item is None:
        raise NotFound(_("This question is not part of your test."))
    question = item.question_version.content
    given = answers.read(question, posted, seed=str(item.seed))
    payload = answers.as_json(given) or {}
    with transaction.atomic(), audit.because(actor, ""):
        # The lock keeps handing in and saving apart: an answer is either in time and marked, or late and shown as such.
        # All that can be done before it is: on SQLite every other writer waits here.
        locked = Attempt.objects.select_for_update().only("started_at", "due_at", "submitted_at").get(pk=attempt.pk)
        answer = Answer.objects.filter(item=item, client_id=client_id).first() or Answer.objects.create(
            item=item,
            client_id=client_id,
            payload=payload,
            device_at=device_at,
            given_at=timing.reckoned(at, locked.started_at, device_at, device_sent_at),
            device=device,
            sequence=sequence,
            late=timing.late(at, locked.due_at, locked.submitted_at),
            recorded_at=at,
        )
    return Saved(answer, answer.late, answers.warning(question, given))


def note_device(attempt: Attempt, device: str, *, actor: Actor, at: datetime) -> None:
    """Put on record that the attempt is continued in another sign-in than the one it was last seen in."""
    require(actor, Verb.CHANGE, "own_test", person_id=attempt.person_id)
    seen = attempt.events.filter(kind__in=(AttemptEvent.Kind.STARTED, AttemptEvent.Kind.RESUMED)).order_by("-pk").first()
    if seen is None or seen.note == device or not attempt.is_open:
        return
    with audit.because(actor, ""):
        AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.RESUMED, note=device, recorded_at=at)


def submit(attempt: Attempt, *, actor: Actor, at: datetime, reason: str = "") -> Attempt:
    """Hand in. Handing in twice is once; after the end the clock has handed in what was saved by then."""
    require(actor, Verb.CHANGE, "own_test", person_id=attempt.person_id)
    overdue = attempt.due_at is not None and at >= attempt.due_at
    if not overdue:
        hand_in(attempt, AttemptState.SUBMITTED, submitted_at=at, actor=actor, at=at, reason=reason)
    else:
        end_if_due(attempt, actor=actor, at=at)
    attempt.refresh_from_db()
    return attempt


def end_if_due(attempt: Attempt, *, actor: Actor, at: datetime) -> bool:
    """Hand in what was saved when the time is over. Whether the attempt is closed now."""
    if attempt.is_open and attempt.due_at is not None and attempt.due_at <= at:
        hand_in(attempt, AttemptState.TIMED_OUT, submitted_at=attempt.due_at, actor=actor, at=at, reason="")
        attempt.refresh_from_db()
    return not attempt.is_open


def end_own_due(person: Person, *, actor: Actor, at: datetime) -> int:
    """What of one's own is over by now is handed in as soon as one looks, whether the clock's work has run or not."""
    require(actor, Verb.VIEW, "own_test", person_id=person.pk)
    return sum(end_if_due(attempt, actor=actor, at=at) for attempt in Attempt.objects.open().filter(person=person, due_at__lte=at))


def end_all_due(*, actor: Actor, at: datetime) -> int:
    """The clock's work for everybody: each attempt in a transaction of its own, so that one fault stops no other."""
    require(actor, Verb.CHANGE, "attempt")
    due = Attempt.objects.open().filter(due_at__lte=at).order_by("due_at", "pk")
    return sum(end_if_due(attempt, actor=actor, at=at) for attempt in due)


def hand_in(attempt: Attempt, state: AttemptState, *, submitted_at: datetime, actor: Actor, at: datetime, reason: str) -> bool:
    """Close the attempt, mark it and tell the rooms above. Whether it was this call that did."""
    if not close(attempt, state, submitted_at=submitted_at, actor=actor, at=at, reason=reason):
        return False
    announce("results", actor=actor, at=at)
    return True


def close(attempt: Attempt, state: AttemptState, *, submitted_at: datetime, actor: Actor, at: datetime, reason: str = "") -> bool:
    """Close the attempt and mark what a rule can mark: one winner, whoever comes first."""
    with transaction.atomic(), audit.because(actor, reason):
        still_open = Attempt.objects.open().filter(pk=attempt.pk)
        if state == AttemptState.TIMED_OUT:
            # More time may have been given since the row was read.
            still_open = still_open.filter(due_at__lte=at)
        if not audit.update(still_open, state=state, submitted_at=submitted_at):
            return False
        AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind(state.value), recorded_at=at)
        mark_by_rule(attempt, at=at)
    return True
