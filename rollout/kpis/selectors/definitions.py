"""KPIs as they were defined at any instant: a later change of goal, unit or direction does not reach back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from rollout.kpis.models import Kpi, KpiState


def defined(known_at: datetime | None = None) -> QuerySet[Kpi]:
    """All KPIs as the record held them at that instant (None: now); one defined later is not among them."""
    if known_at is None:
        return Kpi.objects.order_by("code")
    return Kpi.history.as_of(known_at).order_by("code")  # type: ignore[no-any-return]


def named_for(language: str | None) -> QuerySet[Kpi]:
    """All KPIs, sorted by the name this reader reads (as `languages.said` chooses it) and found by any of their names."""
    own = ["name_zh_hant", "name_zh_hans"] if (language or "").startswith("zh-hant") else ["name_zh_hans", "name_zh_hant"]
    names = ["name_zh_hans", "name_zh_hant", "name"]
    shown = [NullIf(F(name), Value("")) for name in own if (language or "").startswith("zh")]
    return Kpi.objects.annotate(
        shown_name=Coalesce(*shown, F("name"), output_field=CharField()) if shown else F("name"),
        all_names=Concat("code", *(part for name in names for part in (Value(" "), F(name))), output_field=CharField()),
    ).order_by("code")


def in_force(known_at: datetime | None = None) -> list[Kpi]:
    """The KPIs in force then, by code."""
    return list(defined(known_at).filter(state=KpiState.ACTIVE))


def as_defined(pk: int, known_at: datetime | None = None) -> Kpi:
    """One KPI as it was defined then; NotFound before it was."""
    found = next((kpi for kpi in by_id([pk], known_at).values()), None)
    if found is None:
        raise NotFound(_("There is no such KPI, or it was not defined yet on that day."))
    return found


def by_id(pks: Iterable[int], known_at: datetime | None = None) -> dict[int, Kpi]:
    """These KPIs as they were defined then."""
    wanted = set(pks)
    # In history the KPI's own key is a plain column.
    return {kpi.pk: kpi for kpi in defined(known_at).filter(id__in=wanted)}
