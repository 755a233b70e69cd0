"""Gates for tests: a figure whose values the test sets, and a gate that asks for it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.core import attachments, metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Direction, Measurement, Metric, SubjectKind, Unit
from governance.core.roles import Role
from rollout.staging import actions
from rollout.staging.models import GateDecision, GateVersion, OfficeRollout, Programme
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company

NOW = company.NOW
SPONSOR = Actor("lin", grants=(Grant(Role.SPONSOR),))
PROJECT = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))
HEAD = Actor("hu", grants=(Grant(Role.OFFICE_HEAD),))
AUDITOR = Actor("an", grants=(Grant(Role.AUDITOR),))
CODE = "tests.trained"


class Figure:
    """`figure.values[office_id] = 90` is what the registry measures; `age` is how old its data is."""

    def __init__(self) -> None:
        self.values: dict[int, Any] = {}
        self.default: Any = 90
        self.calls = 0
        self.age = timedelta(0)
        self.seen: list[datetime | None] = []

    def measure(self, subjects: Any, days: Any, known_at: datetime | None) -> dict[Any, Measurement]:
        self.calls += 1
        self.seen.append(known_at)
        return {(subject, day): self.one(subject.id, day) for subject in subjects for day in days}

    def one(self, office_id: int, day: Any) -> Measurement:
        value = self.values.get(office_id, self.default)
        value = value(day) if callable(value) else value
        if value is None:
            return Measurement(None, absent="Nobody was counted.")
        return Measurement(Decimal(value), sample=10, data_at=NOW - self.age)

    def metric(self) -> Metric:
        subjects = frozenset({SubjectKind.OFFICE, SubjectKind.WAVE})
        return Metric(CODE, "Trained people", "How many.", Unit.PERCENT, Direction.HIGHER, 0, subjects, self.measure)


def install(monkeypatch: Any) -> Figure:
    figure = Figure()
    monkeypatch.setitem(metrics._metrics, CODE, figure.metric())
    return figure


def gate(programme: Programme, start: Stage, *lines: dict[str, Any], at: datetime = NOW) -> GateVersion:
    """A version in force that asks these lines (one: the figure at least 80)."""
    draft = actions.draft_version(programme, start, actor=PROJECT, at=at)
    for line in lines or ({},):
        actions.add_criterion(draft, {"metric": CODE, "threshold": Decimal(80)} | line, actor=PROJECT, at=at)
    return actions.activate(draft, actor=PROJECT, at=at)


def word(role: str = Role.OFFICE_HEAD, **more: Any) -> dict[str, Any]:
    """A line that asks for a role's word."""
    return {"asks": "attestation", "metric": "", "threshold": None, "role": role, "label": "The data was checked"} | more


def decide(rollout: OfficeRollout, version: GateVersion, outcome: Decided = Decided.GO, **more: Any) -> GateDecision:
    fresh = OfficeRollout.objects.select_related("office", "wave__programme").get(pk=rollout.pk)
    last = GateDecision.objects.filter(rollout=rollout, version__gate=version.gate_id).order_by("recorded_at", "pk").last()
    given = {"after": last, "actor": SPONSOR, "at": NOW, "reason": "as agreed"} | more
    return actions.decide(fresh, version, outcome, **given)


def paper(actor: Actor = HEAD, at: datetime = NOW) -> Any:
    return attachments.store(io.BytesIO(b"minutes of the check\n"), name="minutes.txt", actor=actor, at=at, what="gate_attestation")
