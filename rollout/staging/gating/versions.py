"""Which version of each gate was in force, at any instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from rollout.staging.models import Gate, GateVersion, OfficeRollout, Programme
from rollout.staging.stages import Stage
from rollout.staging.states import VersionState


def versions(programme: Programme) -> QuerySet[GateVersion]:
    return GateVersion.objects.filter(gate__programme=programme).select_related("gate").prefetch_related("criteria")


def in_force(programme: Programme, known_at: datetime | None = None) -> dict[Stage, GateVersion]:
    """The active version of each gate, by the stage in which the gate begins; with its criteria. Two queries."""
    rows = versions(programme)
    if known_at is None:
        rows = rows.filter(state=VersionState.ACTIVE)
    else:
        rows = rows.filter(Q(retired_at__isnull=True) | Q(retired_at__gt=known_at), activated_at__lte=known_at)
    return {Stage(version.gate.start): version for version in rows}


def starts_in_force(programmes: Collection[int]) -> frozenset[Stage]:
    """The stages in which a gate in force begins. One query."""
    rows = Gate.objects.filter(programme__in=programmes, versions__state=VersionState.ACTIVE)
    return frozenset(Stage(start) for start in rows.values_list("start", flat=True))


def has_gates(programme: Programme) -> bool:
    """Whether a gate has ever been in force: from then on going back is work with a checklist."""
    return GateVersion.objects.filter(gate__programme=programme, activated_at__isnull=False).exists()


def next_version(rollout: OfficeRollout) -> GateVersion | None:
    """What the office's next gate asks now; on hold it is the gate of the stage it was held in."""
    reached = rollout.held_in or Stage(rollout.stage)
    rows = versions(rollout.wave.programme).filter(gate__start=reached, state=VersionState.ACTIVE)
    return rows.first()
