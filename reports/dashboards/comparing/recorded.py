"""What was recorded between two instants that can have changed a figure: corrections, imports, versions, overrides; by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance.contracts.models import ExtensionOfTime, PenaltyStep
from governance.core.actor import Actor
from governance.core.permissions import Verb, allows
from governance.organisation.models import Membership, Office
from reports.dashboards.comparing.differing import Cause, Topic
from rollout.adoption.models import UsageImport, WeightVersion
from rollout.adoption.models.score import WeightState
from rollout.kpis.models import BenefitClaim, BudgetEntry, KpiValue
from rollout.staging.models import Placement, StageChange, StatusOverride, StatusOverrideEnd, StatusRule, Wave

Found = Iterator[Cause[datetime]]


@dataclass(frozen=True)
class Between:
    """After the first instant, up to the second, for one reader. `office_id`: only what concerns this office."""

    first: datetime
    second: datetime
    reader: Actor
    office_id: int | None = None

    def within(self, rows: QuerySet[Any], field: str = "recorded_at") -> QuerySet[Any]:
        return rows.filter(**{f"{field}__gt": self.first, f"{field}__lte": self.second}).order_by(field, "pk")


def causes(asked: Between) -> list[Cause[datetime]]:
    """The youngest first. A fixed number of queries."""
    found = [*stages(asked), *plan(asked), *lights(asked), *use(asked), *organisation(asked), *results(asked), *vendor(asked)]
    mine = [one for one in found if asked.office_id is None or one.office_id in (None, asked.office_id)]
    return sorted(mine, key=lambda one: one.at, reverse=True)


def stages(asked: Between) -> Found:
    for row in asked.within(StageChange.objects.select_related("rollout")):
        yield Cause(row.recorded_at, step(row), row.username, row.reason, frozenset({Topic.STAGE}), row.rollout.office_id)


def step(row: StageChange) -> str:
    if row.void:
        return _("a stage was taken back")
    if row.corrects_id:
        return _("the day of a stage was corrected")
    return _("a past stage was entered") if row.past else _("the office moved")


def plan(asked: Between) -> Found:
    topics = frozenset({Topic.PLAN})
    for row in asked.within(Placement.objects.select_related("rollout")):
        yield Cause(row.recorded_at, _("the office was placed in a wave"), row.username, row.reason, topics, row.rollout.office_id)
    for row in history(asked, Wave):
        yield Cause(row.history_date, _("a wave was planned anew"), row.history_username, row.history_change_reason or "", topics)


def history(asked: Between, model: Any) -> QuerySet[Any]:
    rows = model.history.filter(history_type="~", history_date__gt=asked.first, history_date__lte=asked.second)
    return rows.order_by("history_date", "history_id")  # type: ignore[no-any-return]


def lights(asked: Between) -> Found:
    topics = frozenset({Topic.LIGHT})
    for row in asked.within(StatusRule.objects.all()):
        yield Cause(row.recorded_at, _("a rule of the lights was written"), row.username, row.reason, topics)
    for row in asked.within(StatusOverride.objects.all()):
        yield Cause(row.recorded_at, _("a light was overridden"), row.username, row.reason, topics, row.office_id)
    for row in asked.within(StatusOverrideEnd.objects.select_related("override")):
        yield Cause(row.recorded_at, _("an override was taken back"), row.username, row.reason, topics, row.override.office_id)


def use(asked: Between) -> Found:
    topics = frozenset({Topic.USE})
    for row in asked.within(UsageImport.objects.all(), "applied_at"):
        what = _("usage was corrected by another file") if row.corrects_first else _("a usage file was imported")
        yield Cause(row.applied_at, what, row.username, row.file_name, topics)
    for row in asked.within(UsageImport.objects.all(), "withdrawn_at"):
        yield Cause(row.withdrawn_at, _("a usage file was withdrawn"), row.username, row.file_name, topics)
    for row in asked.within(WeightVersion.objects.filter(state=WeightState.APPROVED), "decided_at"):
        what = _("version %(number)s of the weights was approved") % {"number": row.number}
        yield Cause(row.decided_at, what, row.decided_by, "", frozenset({Topic.WEIGHTS}))


def organisation(asked: Between) -> Found:
    """Why somebody came or went is told only to those who may see the people of the office."""
    for row in history(asked, Office):
        what = _("the office's entry was changed")
        yield Cause(row.history_date, what, row.history_username, row.history_change_reason or "", frozenset({Topic.OFFICE}), row.id)
    recorded = Q(recorded_at__gt=asked.first, recorded_at__lte=asked.second)
    since = recorded | Q(superseded_at__gt=asked.first, superseded_at__lte=asked.second)
    changed = Membership.objects.filter(since).values("pk")
    rows = Membership.history.filter(id__in=changed, history_date__gt=asked.first, history_date__lte=asked.second)
    told: set[tuple[int, str]] = set()
    for row in rows.order_by("-history_date", "-history_id"):
        if (row.office_id, row.history_operation) not in told:
            told.add((row.office_id, row.history_operation))
            known = allows(asked.reader, Verb.VIEW, "person", office_id=row.office_id)
            reason = (row.history_change_reason or "") if known else ""
            what, topics = _("a membership was recorded"), frozenset({Topic.PEOPLE})
            yield Cause(row.history_date, what, row.history_username, reason, topics, row.office_id)


def results(asked: Between) -> Found:
    told: set[tuple[int, str, str]] = set()
    for row in asked.within(KpiValue.objects.all()).reverse():
        if (row.office_id, row.username, row.reason) not in told and allows(asked.reader, Verb.VIEW, "kpi_value", office_id=row.office_id):
            told.add((row.office_id, row.username, row.reason))
            yield Cause(row.recorded_at, _("KPI values were entered"), row.username, row.reason, frozenset({Topic.KPI}), row.office_id)
    topics = frozenset({Topic.MONEY})
    if allows(asked.reader, Verb.VIEW, "benefit"):
        for row in asked.within(BenefitClaim.objects.all(), "decided_at"):
            yield Cause(row.decided_at, _("finance decided on a benefit"), row.decided_by, "", topics)
    if allows(asked.reader, Verb.VIEW, "budget"):
        for row in asked.within(BudgetEntry.objects.all()):
            yield Cause(row.recorded_at, _("a budget entry was made"), row.username, row.reason, topics)


def vendor(asked: Between) -> Found:
    if asked.office_id is not None or not allows(asked.reader, Verb.VIEW, "penalty"):
        return
    topics = frozenset({Topic.VENDOR})
    for row in asked.within(PenaltyStep.objects.all()):
        what = _("a penalty: %(step)s") % {"step": row.get_action_display()}
        yield Cause(row.recorded_at, what, row.username, row.reason, topics)
    for row in asked.within(ExtensionOfTime.objects.all()):
        yield Cause(row.recorded_at, _("an extension of time was granted"), row.username, row.reason, topics)
