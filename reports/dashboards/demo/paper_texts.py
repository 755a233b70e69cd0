"""The papers of the demo company: what they ask, how they are passed, who judged the pass mark."""

from __future__ import annotations

from dataclasses import dataclass

from training.testing.actions.papers import PaperRules

SALES_PAPER = "sales-test"
NOTE = "Three judges on one afternoon; their reasons are in the minutes. 三位评委一个下午共同评定，理由见会议纪要。"
# Judge and how many of 100 just good enough people get an easy question right, in the judge's eyes.
JUDGES = (("Office head, Shanghai 上海办事处负责人", 82), ("Trainer 培训师", 76), ("Sales director 销售总监", 79))


@dataclass(frozen=True)
class PaperText:
    """One paper in three languages; the blueprint is topic, difficulty, count."""

    code: str
    course: str
    title: str
    zh_hans: str
    zh_hant: str
    blueprint: tuple[tuple[str, int, int], ...]
    rules: PaperRules
    judges: tuple[tuple[str, int], ...] = JUDGES


PAPERS = (
    PaperText(
        SALES_PAPER,
        "sales-basics",
        "Selling with the CRM",
        "用 CRM 做销售",
        "用 CRM 做銷售",
        (
            ("Customer classes", 1, 2),
            ("Customer classes", 2, 2),
            ("Visits", 1, 2),
            ("Visits", 2, 3),
            ("Duplicate check", 1, 2),
            ("Pipeline", 1, 2),
            ("Pipeline", 2, 2),
            ("Protection and pool", 2, 2),
            ("Data and passwords", 1, 1),
        ),
        PaperRules(time_limit=25, attempts_allowed=3, wait_hours=24, pass_mark_note=NOTE),
    ),
    PaperText(
        "clerk-test",
        "clerk-records",
        "Records for others",
        "代录与记录质量",
        "代錄與記錄品質",
        (("Clerk assistance", 1, 2), ("Clerk assistance", 2, 2), ("Duplicate check", 1, 2), ("Duplicate check", 2, 2), ("Reports", 1, 2)),
        PaperRules(time_limit=20, attempts_allowed=3, wait_hours=24, pass_mark_note=NOTE),
    ),
    PaperText(
        "first-days-test",
        "first-days",
        "First days with the CRM",
        "CRM 新人入门",
        "CRM 新人入門",
        (("Data and passwords", 1, 2), ("Data and passwords", 2, 2), ("Customer classes", 1, 2), ("Visits", 1, 2)),
        PaperRules(time_limit=15, attempts_allowed=3, wait_hours=12, pass_mark_note=NOTE),
    ),
    PaperText(
        "administrators-test",
        "administering",
        "Looking after the CRM",
        "CRM 管理员",
        "CRM 管理員",
        (("Data and passwords", 2, 2), ("Data and passwords", 3, 2), ("Reports", 2, 2), ("In your own words", 2, 1)),
        PaperRules(time_limit=40, attempts_allowed=2, wait_hours=72, grade_kept="last", review="never", pass_mark_note=NOTE),
    ),
)
