"""Describing a file of single dealings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.permissions import Verb, require
from rollout.kpis.models import KpiSource

COLUMNS = ("date_column", "office_column", "dealer_column", "state_column", "amount_column")


def describe(source: KpiSource | None = None, *, actor: Actor, at: datetime, reason: str = "", **fields: Any) -> KpiSource:
    """Write a source down, or change it. Values already taken in stay as they are until a file is sent in again."""
    require(actor, Verb.CHANGE, "kpi")
    with transaction.atomic(), audit.because(actor, reason):
        held = source or KpiSource()
        for name, value in fields.items():
            setattr(held, name, value)
        refuse(held)
        held._history_date = at
        held.save()
    return held


def refuse(source: KpiSource) -> None:
    """Every gap and contradiction beside its field."""
    wrong: dict[str, str] = {}
    if KpiSource.objects.filter(name=source.name).exclude(pk=source.pk).exists():
        wrong["name"] = _("There is a source of this name already.")
    if not source.office_column and not source.dealer_column:
        wrong["office_column"] = _("Name the column of the office, or that of the person who dealt.")
    if source.dealer_column and not source.office_column and not source.places:
        wrong["places"] = _("Say where each person belongs.")
    if source.count_kpi is None and source.amount_kpi is None:
        wrong["count_kpi"] = _("Choose at least one KPI to fill.")
    if source.amount_kpi is not None and not source.amount_column:
        wrong["amount_column"] = _("Name the column of the amount.")
    if source.state_column and not source.counted:
        wrong["counted"] = _("Name the states that count.")
    named = [getattr(source, column) for column in COLUMNS if getattr(source, column)]
    if len({name.casefold() for name in named}) < len(named):
        wrong["date_column"] = _("One column cannot mean two things.")
    if wrong:
        raise InvalidInput(_("Please check what was entered"), fields=wrong)
