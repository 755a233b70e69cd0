"""Frozen facts of every section, written out: what a report of a small programme holds, without its rooms."""

from __future__ import annotations

from typing import Any


def words(english: str, simplified: str, traditional: str = "") -> dict[str, str]:
    return {"en": english, "zh-hans": simplified, "zh-hant": traditional or simplified}


OFFICE = {"id": 7, "name": words("Hangzhou", "杭州")}
MONTHS = ["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"]

DECISIONS: dict[str, Any] = {
    "from": "2026-05-30",
    "asked": [
        {
            "kind": "gates",
            "id": 0,
            "since": None,
            "until": None,
            "text": words("2 offices can pass their next gate: Arles, Brest.", "2 个办事处可以通过"),
        },
        {"kind": "ballot", "id": 3, "since": "2026-06-20", "until": "2026-07-05", "text": words("Extend the pilot?", "延长试点？")},
    ],
    "taken": [{"kind": "gate", "id": 9, "on": "2026-06-11", "text": words("Go at the gate Live → Stabilised: Hangzhou", "放行：杭州")}],
}
FORECAST: dict[str, Any] = {
    "p50": "2026-08-29",
    "p80": "2026-09-08",
    "planned": "2026-08-20",
    "finished_on": None,
    "offices": 9,
    "rests_on": 6,
    "unfinished": 2,
    "overlong": 0,
    "undated": 0,
    "capacity": 3,
    "futures": [[50, 20], [60, 40], [70, 30], [90, 10]],
    "why_not": [],
}
KPIS: dict[str, Any] = {
    "month": "2026-06-01",
    "kept": 1,
    "of": 2,
    "kpis": [
        {
            "id": 1,
            "code": "won",
            "name": words("Value of deals won", "赢单金额", "贏單金額"),
            "unit": "money",
            "currency": "CNY",
            "better": "higher",
            "baseline": "100000.0000",
            "target": "120000.0000",
            "target_on": "2026-12-31",
            "actual": "210000.0000",
            "plan": "200000.0000",
            "kept": 1,
            "of": 2,
            "months": [{"month": month, "actual": str(180_000 + 10_000 * place), "plan": "200000"} for place, month in enumerate(MONTHS)],
            "effect": {
                "told": True,
                "size": "8.1",
                "p": "0.004",
                "by_lot": False,
                "sentence": words("Going live is associated with a change of +8,100.", "上线与变化相关。"),
                "interval": words("+5,000 to +11,000", "+5,000 至 +11,000"),
                "cannot_say": [words("Pilot and early offices were chosen, not drawn by lot.", "试点办事处是选定的，并非抽签。")],
            },
        }
    ],
}
MILESTONES = [
    {
        "label": "M1 Analysis",
        "late": True,
        "done": None,
        "start": "2026-01-01",
        "baseline": "2026-06-01",
        "extended": "2026-06-01",
        "forecast": "2026-07-15",
        "actual": None,
    },
    {
        "label": "M2 Acceptance",
        "late": False,
        "done": None,
        "start": "2026-06-01",
        "baseline": "2026-09-01",
        "extended": "2026-09-01",
        "forecast": None,
        "actual": None,
    },
]
SUMS = {
    "accrued": "25000.00",
    "ahead": "45000.00",
    "notified": "25000.00",
    "set_off": "10000.00",
    "paid_by_vendor": "0",
    "refunded": "0",
    "paid": "50000.00",
    "due_unpaid": "7000.00",
}
VENDOR: dict[str, Any] = {
    "sums": [{"currency": "CNY", **SUMS}],
    "contracts": [
        {
            "id": 1,
            "number": "C-1",
            "title": "CRM",
            "vendor": words("Qiming Software", "启明软件", "啟明軟體"),
            "state": "in_force",
            "currency": "CNY",
            "value": "1000000.00",
            "milestones": MILESTONES,
            "due": "1",
            "on_time": "0",
            "late": "1",
            "days_late": "29",
            "at_cap": "0",
            "why_not": None,
            "owed": [{"milestone": "M1 Analysis", "days": "29", "today": "25000.00", "ahead": "45000.00"}],
            **SUMS,
        }
    ],
}
TRAINING: dict[str, Any] = {
    "figures": {
        "clearance.cleared_share": {"value": "70", "some": "35", "of": "50", "sample": 50},
        "training.pass_rate": {
            "value": None,
            "some": None,
            "of": None,
            "sample": 0,
            "absent": words("Nobody has a marked result here by that day.", "当日前无人有已评分的成绩。"),
        },
        "clearance.certificates_expiring": {"value": "4", "some": "4", "of": None, "sample": 4},
    },
    "offices": [{**OFFICE, "value": "60", "some": "6", "of": "10", "sample": 10}],
}
RISKS: dict[str, Any] = {
    "open": [
        {
            "kind": "held",
            "light": "amber",
            "office": OFFICE,
            "text": words("Trainer ill", "讲师生病"),
            "since": "2026-06-20",
            "until": None,
        },
        {"kind": "condition", "light": "red", "office": OFFICE, "text": words("Repeat it", "重做"), "since": None, "until": "2026-06-25"},
    ],
    "figures": {"impact.severe_without_mitigation": {"value": "2", "some": "2", "of": None, "sample": 2}},
}
BENEFITS: dict[str, Any] = {
    "sums": [
        {
            "currency": "CNY",
            "planned": "300.00",
            "confirmed": "90.00",
            "planned_in_all": "1300.00",
            "waiting": "50.00",
            "months": [{"month": month, "planned": "75.00", "confirmed": "22.50"} for month in MONTHS],
        }
    ],
    "benefits": [
        {
            "id": 1,
            "name": words("Faster follow-up", "更快跟进", "更快跟進"),
            "direction": "cash_in",
            "currency": "CNY",
            "planned": "300.00",
            "confirmed": "90.00",
            "planned_in_all": "1300.00",
            "waiting": "50.00",
        }
    ],
    "budget": [{"currency": "CNY", "approved": "400.00", "committed": "0", "spent": "120.00"}],
    "lines": [
        {
            "id": 1,
            "name": words("Training", "培训", "培訓"),
            "currency": "CNY",
            "approved": "400.00",
            "committed": "0",
            "spent": "120.00",
            "over": False,
        }
    ],
}
SECTIONS = {
    "decisions": DECISIONS,
    "forecast": FORECAST,
    "kpis": KPIS,
    "vendor": VENDOR,
    "training": TRAINING,
    "risks": RISKS,
    "benefits": BENEFITS,
}
