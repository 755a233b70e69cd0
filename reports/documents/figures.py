"""The executive report's figures: from the picture of the programme to plain values without language, ready to freeze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.earlier import as_held
from governance.core.metrics import Measurement
from governance.core.roles import Role
from reports.dashboards import lights
from reports.dashboards.picture import OfficePicture, Picture, Week, week_of
from reports.dashboards.sections import Facts
from reports.dashboards.sections.asked import texts
from rollout.adoption.models import UsageImport, UsageSource
from rollout.staging.models import Programme
from rollout.staging.status.rules import Book

KIND = "executive_report"
DEFINED = (
    "adoption.score",
    "adoption.reach",
    "adoption.habit",
    "adoption.breadth",
    "adoption.self_entry",
    "adoption.timeliness",
    "adoption.follow_up",
    "adoption.expected_users",
    "adoption.active_users",
    "adoption.data_age_days",
)
# What the sections' figures mean is said where their section is there.
DEFINED_BY = {
    "forecast": ("staging.forecast_last_live_p50", "staging.forecast_last_live_p80"),
    "kpis": ("kpis.attainment",),
    "vendor": ("contracts.on_time", "contracts.penalty_accrued"),
    "training": (
        "clearance.cleared_share",
        "training.attended",
        "training.pass_rate",
        "policies.signed_share",
        "clearance.certificates_expiring",
        "clearance.access_without_clearance",
    ),
    "benefits": ("kpis.benefits_confirmed",),
}
PROGRAMME = ("score", "score_before", "reach", "habit", "active_users", "expected_users", "data_age")
OFFICE = ("score", "score_before", "reach", "habit")


def report_reader(maker: Actor) -> Actor:
    """With whose eyes the figures are read: the sponsor's, whoever makes the report.

    The project office sees figures of very small offices that the readers of the report must not see.
    """
    return Actor(username=maker.username, account_id=maker.account_id, grants=(Grant(Role.SPONSOR),))


def figures(pictures: Mapping[str, Picture], sections: Mapping[str, Facts], *, known_at: datetime) -> dict[str, Any]:
    """All that the report says, as codes, numbers and names in both scripts.

    `pictures` holds the same picture once per language: reasons for what cannot be told come in words.
    """
    picture = pictures[settings.LANGUAGE_CODE]
    return {
        "day": picture.day,
        "week": week_of(picture.told_on or picture.day),
        "programme": programme(picture.programme) if picture.programme else None,
        "figures": {name: measurement({code: getattr(one, name) for code, one in pictures.items()}) for name in PROGRAMME},
        "offices": [
            office({code: one.offices[place] for code, one in pictures.items()}, picture.book) for place in range(len(picture.offices))
        ],
        "limits": {
            "low_score": picture.book.rules["office-score"].amber,
            "settled_weeks": picture.book.rules["office-score"].settled_weeks or 0,
        },
        "trend": [week(one) for one in picture.trend],
        "status": {
            "light": picture.status.light.value,
            "findings": [asdict(finding) for finding in picture.status.findings],
        },
        "sources": sources(known_at),
        "sections": dict(sections),
        "definitions": definitions([*DEFINED, *(code for name in sections for code in DEFINED_BY.get(name, ()))]),
    }


def programme(of: Programme) -> dict[str, Any]:
    return {"id": of.pk, "name": of.name, "name_zh": of.name_zh, "starts_on": of.starts_on}


def measurement(of: Mapping[str, Measurement]) -> dict[str, Any]:
    """A figure with what it rests on, or why it cannot be told, in every language of the product."""
    one = of[settings.LANGUAGE_CODE]
    if one.value is None:
        return {"value": None, "absent": {language: said(same.absent, language) for language, same in of.items()}}
    told = {"value": one.value, "numerator": one.numerator, "denominator": one.denominator, "sample": one.sample, "data_at": one.data_at}
    return told | {name: one.detail[name] for name in ("share", "parts") if name in one.detail}


def office(of: Mapping[str, OfficePicture], book: Book) -> dict[str, Any]:
    one = of[settings.LANGUAGE_CODE]
    region = one.region
    return {
        "id": one.office.pk,
        "code": one.office.code,
        "name": one.office.name,
        "name_zh": one.office.name_zh,
        "region": region.name if region else "",
        "region_zh": region.name_zh if region else "",
        "stage": one.stage.value,
        "live_since": one.live_since,
        "planned": one.planned,
        "weeks_live": one.weeks_live,
        "days_late": one.days_late,
        "light": lights.of_score(book, one.office.pk, one.score.value, one.weeks_live).light.value,
        **{name: measurement({code: getattr(same, name) for code, same in of.items()}) for name in OFFICE},
    }


def week(of: Week) -> dict[str, Any]:
    return {"monday": of.monday, "score": of.score.value, "reach": of.reach.value, "habit": of.habit.value}


def said(text: metrics.Text, language: str) -> str:
    with translation.override(language):
        return str(text)


def definitions(codes: Sequence[str]) -> list[dict[str, Any]]:
    """What each figure means, as the registry explains it on the day of freezing."""
    known = {metric.code: metric for metric in metrics.registered()}
    return [
        {"code": code, "label": texts(known[code].label), "explanation": texts(known[code].explanation)} for code in codes if code in known
    ]


def sources(known_at: datetime) -> list[dict[str, Any]]:
    """Each usage source with its imports that counted at that instant: how many, what days they cover, when the last came in."""
    found: dict[str, dict[str, Any]] = {}
    rows = UsageImport.objects.filter(applied_at__lte=known_at).exclude(withdrawn_at__lte=known_at).order_by("applied_at", "pk")
    called = {source.pk: source.name for source in as_held(UsageSource.objects.all(), known_at)}
    for one in rows:
        name = called.get(one.source_id or 0, "")
        before = found.setdefault(name, {"name": name, "files": 0, "first_day": one.first_day, "last_day": one.last_day})
        before["files"] += 1
        before["first_day"] = least(before["first_day"], one.first_day)
        before["last_day"] = greatest(before["last_day"], one.last_day)
        before |= {"file": one.file_name, "applied_at": one.applied_at}
    return [found[name] for name in sorted(found)]


def least(one: Any, other: Any) -> Any:
    return min((day for day in (one, other) if day is not None), default=None)


def greatest(one: Any, other: Any) -> Any:
    return max((day for day in (one, other) if day is not None), default=None)


def names(values: Mapping[str, Any], key: str = "name") -> str:
    """A frozen name in the active language."""
    chinese = (translation.get_language() or "en").startswith("zh")
    return (values.get(f"{key}_zh") if chinese else "") or values.get(key) or ""
