"""Working the list out anew: what differs supersedes the kept answer, and who became cleared or lost it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict
from governance.core.permissions import Verb, require
from training.clearance.models import ClearanceChange, RequirementVersion, Standing
from training.clearance.rules import DAY, Decision, Facts, Obstacle, Span, decide
from training.clearance.selectors.facts import AHEAD, Key, facts_on
from training.clearance.selectors.lists import line_kept

FIELDS = ("allowed", "obstacle", "since", "until", "lines", "duty_from", "duty_until")
TRIES = 3


@dataclass(frozen=True)
class Followed:
    """What working the list out came to."""

    people: int
    changed: int
    gained: int
    lost: int


def follow(*, actor: Actor, at: datetime, reason: str = "", known_at: datetime | None = None) -> Followed:
    """Bring the kept list up to what is known at this instant. Doing it again changes nothing.

    The facts are read before anything is locked; where somebody else wrote the list meanwhile, they are read again. `known_at` is for a
    past that is entered afterwards: the list as it would have been worked out then.
    """
    require(actor, Verb.CHANGE, "clearance_rules")
    day = timezone.localdate(at)
    for _attempt in range(TRIES):
        before = newest()
        worked = {key: settled(decide(facts, day), facts, day) for key, facts in facts_on(day, day, known_at, ahead=AHEAD).items()}
        with transaction.atomic(), audit.because(actor, reason):
            list(RequirementVersion.objects.select_for_update().order_by("pk"))
            if newest() == before:
                return write(worked, day, at)
    raise Conflict("The clearance list is being worked out by somebody else.")


def newest() -> int:
    return Standing.objects.aggregate(newest=Max("pk"))["newest"] or 0


def settled(decision: Decision, facts: Facts, day: date) -> dict[str, Any]:
    """The answer in the form in which it is kept."""
    duty = duty_of(facts.duties, day)
    return {
        "allowed": decision.allowed,
        "obstacle": decision.obstacle.value if decision.obstacle else "",
        "since": decision.since,
        "until": decision.until,
        "lines": [line_kept(line) for line in decision.lines],
        "duty_from": duty.first_day,
        "duty_until": duty.last_day,
    }


def duty_of(duties: Iterable[Span], day: date) -> Span:
    """The duty that holds that day, else the next to come."""
    ordered = sorted(duties, key=lambda span: span.first_day)
    return next((span for span in ordered if span.last_day is None or span.last_day >= day), ordered[-1])


def write(worked: dict[Key, dict[str, Any]], day: date, at: datetime) -> Followed:
    """Supersede what differs, add what is new, record who gained or lost."""
    held = {Key(row.person_id, row.office_id, row.crm_role): row for row in Standing.objects.current().order_by("pk")}
    worked = {key: fields | carried_on(held.get(key), fields) for key, fields in worked.items()}
    differing = {
        key: fields for key, fields in worked.items() if key not in held or any(getattr(held[key], n) != fields[n] for n in FIELDS)
    }
    gone = held.keys() - worked.keys()
    closing = [held[key].pk for key in gone] + [held[key].pk for key in differing if key in held]
    for start in range(0, len(closing), 500):
        Standing.objects.filter(pk__in=closing[start : start + 500]).update(superseded_at=at)
    fresh = [Standing(**vars(key), **fields, recorded_at=at, worked_out_for=day) for key, fields in differing.items()]
    Standing.objects.bulk_create(fresh, batch_size=500)
    changes = changes_of(held, worked, day, at)
    ClearanceChange.objects.bulk_create(changes, batch_size=500)
    gained = sum(change.allowed for change in changes)
    return Followed(len({key.person_id for key in worked}), len(differing) + len(gone), gained, len(changes) - gained)


def carried_on(held: Standing | None, now: dict[str, Any]) -> dict[str, Any]:
    """Who was cleared all along stays cleared since then: a renewal in time begins nothing new."""
    if held is None or not (held.allowed and now["allowed"]) or held.since is None or now["since"] is None:
        return {}
    without_gap = held.until is None or held.until + DAY >= now["since"]
    return {"since": min(held.since, now["since"])} if without_gap else {}


def changes_of(held: dict[Key, Standing], worked: dict[Key, dict[str, Any]], day: date, at: datetime) -> list[ClearanceChange]:
    """One event for each who became cleared or is so no longer; the first answer of all is an event only when it lets in."""
    opened = audit.current()
    changes = []
    for key in sorted(held.keys() | worked.keys()):
        was = held[key].allowed if key in held else False
        now = worked.get(key)
        if was == (now["allowed"] if now else False):
            continue
        changes.append(
            ClearanceChange(
                **vars(key),
                allowed=not was,
                on=changed_on(held.get(key), now, day),
                until=now["until"] if now and not was else None,
                why=why(held.get(key), now),
                recorded_at=at,
                username=opened.actor.username,
                reason=opened.reason,
                operation=opened.id,
            )
        )
    return changes


def changed_on(held: Standing | None, now: dict[str, Any] | None, day: date) -> date:
    """The day of the change: the first of the new answer, or the one after the last of a duty that is over."""
    if now is not None:
        return min(now["since"] or day, day)
    over = held.duty_until if held else None
    return over + DAY if over is not None and over < day else day


def why(held: Standing | None, now: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The lines that made the difference."""
    if now is None:
        return [{"obstacle": Obstacle.OVER.value}]
    if now["obstacle"]:
        return [{"obstacle": now["obstacle"]}]
    before = {(line["kind"], line["id"]): line for line in held.lines} if held else {}
    differing = [line for line in now["lines"] if before.get((line["kind"], line["id"])) != line]
    return [line for line in now["lines"] if line["state"] in ("missing", "expired")] or differing
