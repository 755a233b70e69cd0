"""Writing a KPI down, putting it in force, retiring it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from rollout.kpis import rules
from rollout.kpis.models import MOVES, Kpi, KpiState

RETIRED = gettext_lazy("This KPI is retired. Put it in force again before changing it.")
NO_CURRENCY = gettext_lazy("Write the three letters of the currency, like CNY.")
FIELDS = (
    "name",
    "name_zh_hans",
    "name_zh_hant",
    "explanation",
    "explanation_zh_hans",
    "explanation_zh_hant",
    "owner",
    "unit",
    "currency",
    "better",
    "summing",
    "per_person",
    "source",
    "source_zh_hans",
    "source_zh_hant",
    "baseline",
    "baseline_first",
    "baseline_last",
    "target",
    "target_on",
)


def define(*, code: str, actor: Actor, at: datetime, reason: str = "", verb: Verb = Verb.CHANGE, **fields: Any) -> Kpi:
    """A new KPI as a draft; gaps are allowed until it is put in force. The code stays as it is."""
    require(actor, verb, "kpi")
    with transaction.atomic(), audit.because(actor, reason):
        if Kpi.objects.filter(code=code).exists():
            message = _("There is a KPI of this code already.")
            raise InvalidInput(message, fields={"code": message})
        kpi = Kpi(code=code)
        fill(kpi, fields, at)
    return kpi


def change(kpi: Kpi, *, actor: Actor, at: datetime, reason: str = "", verb: Verb = Verb.CHANGE, **fields: Any) -> Kpi:
    """Alter a KPI. One in force must stay complete, keeps its unit and direction, and each change has its reason."""
    require(actor, verb, "kpi")
    with transaction.atomic(), audit.because(actor, reason):
        fresh = Kpi.objects.select_for_update().get(pk=kpi.pk)
        if fresh.state == KpiState.RETIRED:
            raise Conflict(RETIRED)
        if fresh.state == KpiState.ACTIVE and not reason.strip():
            message = _("Say why: a goal in force is changed only with a reason.")
            raise InvalidInput(message, fields={"reason": message})
        fill(fresh, fields, at)
    return fresh


def keep_meaning(kpi: Kpi, fields: dict[str, Any]) -> None:
    """What is in force keeps what it counts, or its earlier values would mean something else."""
    message = _("This stays as it is while the KPI is in force. Write a new KPI instead.")
    changed = [name for name in ("unit", "currency", "better", "summing") if name in fields and fields[name] != getattr(kpi, name)]
    if changed:
        raise InvalidInput(message, fields=dict.fromkeys(changed, message))


def judge(kpi: Kpi, fields: dict[str, Any]) -> None:
    """Set without saving; refuses a goal that contradicts itself, another meaning of or gaps in what is in force, and what is retired."""
    if kpi.state == KpiState.RETIRED:
        raise InvalidInput(RETIRED)
    if kpi.state == KpiState.ACTIVE:
        keep_meaning(kpi, fields)
    for name in FIELDS:
        if name in fields:
            setattr(kpi, name, fields[name])
    if wrong := rules.contradiction(rules.Better(kpi.better), kpi.baseline, kpi.target):
        raise InvalidInput(wrong, fields={"target": wrong})
    if kpi.baseline_first and kpi.baseline_last and kpi.baseline_first > kpi.baseline_last:
        message = _("The baseline ends before it begins.")
        raise InvalidInput(message, fields={"baseline_last": message})
    if kpi.currency and not rules.is_currency(kpi.currency):
        raise InvalidInput(NO_CURRENCY, fields={"currency": NO_CURRENCY})
    if kpi.state == KpiState.ACTIVE:
        refuse_gaps(kpi)


def fill(kpi: Kpi, fields: dict[str, Any], at: datetime) -> None:
    judge(kpi, fields)
    kpi._history_date = at
    kpi.save()


def refuse_gaps(kpi: Kpi) -> None:
    if gaps := rules.gaps(kpi.definition):
        message = _("A goal needs its owner, measure, baseline, target and date before it counts.")
        raise InvalidInput(message, fields=gaps, reasons=list(gaps.values()))


def activate(kpi: Kpi, *, actor: Actor, at: datetime, reason: str = "") -> Kpi:
    """Put a KPI in force. One with gaps is refused, each gap named."""
    refuse_gaps(kpi)
    return move(kpi, KpiState.ACTIVE, actor=actor, at=at, reason=reason)


def retire(kpi: Kpi, *, actor: Actor, at: datetime, reason: str) -> Kpi:
    """No more values are asked for; what was recorded stays."""
    if not reason.strip():
        message = _("Say why this KPI is retired.")
        raise InvalidInput(message, fields={"reason": message})
    return move(kpi, KpiState.RETIRED, actor=actor, at=at, reason=reason)


def move(kpi: Kpi, to: KpiState, *, actor: Actor, at: datetime, reason: str) -> Kpi:
    require(actor, Verb.CHANGE, "kpi")
    with transaction.atomic(), audit.because(actor, reason):
        fresh = Kpi.objects.select_for_update().get(pk=kpi.pk)
        if fresh.state != kpi.state:
            raise Conflict(_("Someone else changed this KPI at the same time. Nothing was changed."))
        if to not in MOVES[fresh.state]:
            message = _("A KPI that is “%(state)s” cannot become “%(to)s”.")
            raise Refused(message % {"state": fresh.get_state_display(), "to": to.label})
        if to == KpiState.ACTIVE:
            refuse_gaps(fresh)
        fresh.state = to
        fresh._history_date = at
        fresh.save()
    kpi.state = fresh.state
    return fresh
