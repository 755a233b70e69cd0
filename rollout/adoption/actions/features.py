"""List the core features: what everyone is meant to use, from a Monday on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit, jobs
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Text
from governance.core.permissions import Verb, require
from rollout.adoption.models import CoreFeatures

LONGEST = 80
RECOMPUTE = "adoption.recompute"


def list_core_features(*, names: Iterable[str], first_day: date, actor: Actor, at: datetime, reason: str) -> CoreFeatures:
    """The list holds from `first_day` until another begins; a list of the same day is superseded, never overwritten.

    Naming a day in the past changes the breadth of those weeks; what was known before stays answerable.
    """
    require(actor, Verb.CHANGE, "adoption")
    listed = sorted({name.strip() for name in names if name.strip()})
    if wrong := faults(listed, first_day, reason):
        raise InvalidInput(_("This list cannot be used."), fields=wrong)
    with transaction.atomic(), audit.because(actor, reason):
        CoreFeatures.objects.current().filter(first_day=first_day).update(superseded_at=at)
        made = CoreFeatures.objects.create(names=listed, first_day=first_day, recorded_at=at, username=actor.username, reason=reason)
        jobs.start(RECOMPUTE, actor=actor, at=at, key=RECOMPUTE, arguments={"reason": reason})
    return made


def faults(names: list[str], first_day: date, reason: str) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if not names:
        found["names"] = _("Name at least one feature.")
    if any(len(name) > LONGEST for name in names):
        found["names"] = _("A feature's name has at most 80 characters.")
    if first_day.weekday():
        found["first_day"] = _("A list begins on a Monday.")
    if not reason.strip():
        found["reason"] = _("Please say why.")
    return found
