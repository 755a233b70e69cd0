"""A company of 33 offices with made-up adoption figures, for tests of reports and dashboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from governance.core import metrics
from governance.core.metrics import Direction, Measurement, Metric, Subject, SubjectKind, Unit
from governance.organisation.models import OfficeKind
from reports.documents import actions
from rollout.staging.models import OfficeRollout, StageChange
from rollout.staging.stages import Stage
from tests import company

DAY = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
CITIES = [
    "Beijing 北京",
    "Shanghai 上海",
    "Guangzhou 广州",
    "Shenzhen 深圳",
    "Hangzhou 杭州",
    "Nanjing 南京",
    "Suzhou 苏州",
    "Wuhan 武汉",
    "Chengdu 成都",
    "Chongqing 重庆",
    "Xi'an 西安",
    "Tianjin 天津",
    "Qingdao 青岛",
    "Jinan 济南",
    "Dalian 大连",
    "Shenyang 沈阳",
    "Harbin 哈尔滨",
    "Changchun 长春",
    "Zhengzhou 郑州",
    "Changsha 长沙",
    "Nanchang 南昌",
    "Hefei 合肥",
    "Fuzhou 福州",
    "Xiamen 厦门",
    "Ningbo 宁波",
    "Wuxi 无锡",
    "Kunming 昆明",
    "Guiyang 贵阳",
    "Nanning 南宁",
    "Haikou 海口",
    "Shijiazhuang 石家庄",
    "Taiyuan 太原",
    "Ürümqi 乌鲁木齐",
]
LIVE_FROM = 18


def offices(count: int = len(CITIES)) -> list[Any]:
    """Regions with offices, the first ones live for long, the last ones candidates, one late and one on hold."""
    of = company.programme(name="CRM rollout", name_zh="客户管理系统推广项目")
    pilot, first, second = company.wave(of, 0), company.wave(of, 1), company.wave(of, 2)
    regions = [company.office(f"R{n}", name=f"Region {n}", name_zh=f"第{n}大区", kind=OfficeKind.REGION) for n in range(1, 6)]
    made = []
    for place in range(count):
        english, chinese = CITIES[place % len(CITIES)].split()
        number = f" {place // len(CITIES) + 1}" if place >= len(CITIES) else ""
        office = company.office(f"B{place:03}", name=english + number, name_zh=chinese + number, parent=regions[place % 5])
        into = pilot if place < 3 else first if place < LIVE_FROM else second
        put(office, into, place)
        made.append(office)
    return made


def put(office: Any, into: Any, place: int) -> None:
    if place < 3:
        company.in_rollout(office, into, Stage.STABILISED, live_on=date(2026, 1, 12))
    elif place < LIVE_FROM:
        company.in_rollout(office, into, Stage.LIVE, live_on=date(2026, 2, 2) + timedelta(weeks=place))
    else:
        stage = (Stage.TRIAL, Stage.TRAINING, Stage.HELD, Stage.PREPARING, Stage.CANDIDATE)[min(place - LIVE_FROM, 4)]
        rollout = OfficeRollout.objects.create(
            office=office,
            wave=into,
            stage=stage,
            held_from=Stage.PREPARING if stage == Stage.HELD else "",
            planned_live_on=date(2026, 6, 1) + timedelta(weeks=place - LIVE_FROM),
        )
        if stage != Stage.CANDIDATE:
            StageChange.objects.create(
                rollout=rollout, from_stage=Stage.CANDIDATE, to_stage=stage, on=date(2026, 5, 4), recorded_at=company.RECORDED
            )


def percent(subject: Subject, day: date, base: int, absent: Sequence[int] = ()) -> Measurement:
    """Rises by the week, differs by office; the subjects listed have none."""
    if subject.id in absent:
        return Measurement(None, absent=_("no roster"))
    weeks = (day - date(2026, 1, 1)).days // 7
    value = Decimal(min(99, base + weeks + (subject.id * 37 % 41 - 20 if subject.kind == SubjectKind.OFFICE else 0)))
    return Measurement(value, numerator=value * 3, denominator=Decimal(300), sample=300, data_at=AT)


def metric(code: str, label: str, base: int, absent: Sequence[int] = ()) -> Metric:
    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: Any) -> Mapping[tuple[Subject, date], Measurement]:
        return {(subject, day): percent(subject, day, base, absent) for subject in subjects for day in days}

    return Metric(
        code, label, f"{label}: how it is computed, in a sentence that is long enough to need a second line on the paper of the report.",
        Unit.PERCENT, Direction.HIGHER, 5, frozenset(SubjectKind), measure,
    )  # fmt: skip


def register(monkeypatch: pytest.MonkeyPatch, absent: Sequence[int] = ()) -> None:
    """Replace the adoption metrics by made-up ones for one test."""
    made = [
        metric("adoption.score", "Score", 35, absent),
        metric("adoption.reach", "Reach", 50, absent),
        metric("adoption.habit", "Habit", 30, absent),
        metric("adoption.active_users", "Active users", 60),
        metric("adoption.expected_users", "Expected users", 80),
        metric("adoption.data_age_days", "Age of the data", -21),
    ]
    for one in made:
        monkeypatch.setitem(metrics._metrics, one.code, one)


def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out drawing and setting, the slow parts, where a test is not about paper: the PDF only names what it was made of."""

    def render_pdf(template: str, context: Mapping[str, Any], language: str, *, snapshot: Any) -> bytes:
        return f"%PDF-1.7 {template} {language} {snapshot.sha256} {context['headline']}".encode()

    monkeypatch.setattr(actions, "svgs", lambda charts, language: {chart.code: None for chart in charts})
    monkeypatch.setattr(actions, "render_pdf", render_pdf)
