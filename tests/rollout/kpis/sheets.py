"""Builders for tests of appraisal: a policy on pay, a scheme in force, values, sheets with the people around them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from governance.core.actor import Actor
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from governance.policies.models import Policy
from governance.policies.states import PolicyKind
from rollout.kpis import actions
from rollout.kpis.actions import Entry, LineGiven
from rollout.kpis.appraising import Band, Scale
from rollout.kpis.models import AppraisalScheme, AppraisalSheet, Kpi, ValueKind
from rollout.kpis.states import Audience
from tests.governance.policies import governed

TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
CONTEST_BY = date(2026, 6, 20)
PROJECT, HR, OTHER_HR, SPONSOR = governed.PROJECT, governed.HR, governed.OTHER_HR, governed.SPONSOR


def scale(*pairs: tuple[int, int], joined: bool = False) -> Scale:
    return Scale(tuple(Band(Decimal(at), Decimal(points)) for at, points in pairs), joined)


STEPS = scale((60, 40), (80, 70), (100, 100), (120, 120))


def policy() -> Policy:
    """On rewards, so that it touches pay; consulted, reviewed, in force."""
    found: Policy = governed.published(PolicyKind.REWARD, on=date(2026, 6, 1)).policy
    return found


def draft(*lines: LineGiven, audience: Audience = Audience.OFFICE, actor: Actor = PROJECT, **changes: Any) -> AppraisalScheme:
    given: dict[str, Any] = {"year": 2026, "audience": audience, "from_day": date(2026, 6, 1), "clause": "1", "lines": lines} | changes
    if "policy" not in given:
        given["policy"] = policy()
    return actions.save_scheme(**given, actor=actor, at=NOW)


def in_force(*lines: LineGiven, **changes: Any) -> AppraisalScheme:
    return actions.approve_scheme(draft(*lines, **changes), actor=SPONSOR, at=NOW, reason="Agreed by the committee")


def told(kpi: Kpi, office: Office, *pairs: tuple[int, int], first: int = 1) -> None:
    """(actual, plan) of the months from that one on."""
    entries = []
    for month, (actual, plan) in enumerate(pairs, start=first):
        day = date(2026, month, 1)
        entries += [
            Entry(kpi.pk, office.pk, day, ValueKind.ACTUAL, Decimal(actual)),
            Entry(kpi.pk, office.pk, day, ValueKind.PLAN, Decimal(plan)),
        ]
    actions.enter(entries, actor=PROJECT, at=NOW)


def head(office: Office, person: Person | None = None) -> Actor:
    return governed.actor(Role.OFFICE_HEAD, person, username=f"head of {office.code}", office=office)


def opened(scheme: AppraisalScheme, office: Office, person: Person | None = None) -> AppraisalSheet:
    return actions.open_sheets(scheme, [(office, person)], contest_by=CONTEST_BY, actor=PROJECT, at=NOW)[0]
