"""The question bank of the demo company: brought in from a file by the trainer, activated by the project office.

`questions/crm.xml` (Moodle XML, three languages) holds all but the practical tests, which Moodle does not know. One question has the wrong
key on purpose, to be found by item analysis: `FAULTY`. One is a draft, one is retired, and one has a new wording that waits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.programme import instant, start_day
from training.testing.actions import question_files, questions
from training.testing.models import Question, Topic
from training.testing.types import Text
from training.testing.wording import load

FOLDER = Path(__file__).parent / "questions"
FAULTY = "CRM-VI-05"
DRAFT, RETIRED, REWORDED = "CRM-PI-09", "CRM-DU-09", "CRM-RE-02"
# Each topic's name as files know it, in Simplified and in Traditional Chinese.
TOPICS = {
    "Using the CRM": ("CRM 使用", "CRM 使用"),
    "Customer classes": ("客户分级", "客戶分級"),
    "Visits": ("拜访记录", "拜訪記錄"),
    "Duplicate check": ("客户查重", "客戶查重"),
    "Pipeline": ("商机阶段", "商機階段"),
    "Protection and pool": ("保护期与公共池", "保護期與公共池"),
    "Data and passwords": ("数据与密码", "資料與密碼"),
    "Clerk assistance": ("内勤代录", "內勤代錄"),
    "Reports": ("报表", "報表"),
    "In your own words": ("论述", "論述"),
    "At the screen": ("上机实操", "上機實作"),
}


def enter_bank(accounts: Sequence[Account], *, today: date) -> None:
    """The bank as it was built in the first weeks of the programme, and what happened to three of its questions since."""
    by_name = {account.username: account for account in accounts}
    written, read = start_day(today) + timedelta(weeks=1), start_day(today) + timedelta(weeks=2)
    trainer, office = actor_for(by_name["trainer"], written), actor_for(by_name["project"], read)
    bring_in(trainer, on=written)
    for question in Question.objects.exclude(code=DRAFT).select_related("latest").order_by("code"):
        assert question.latest is not None
        questions.activate(question, version=question.latest, actor=office, at=instant(read, 15), reason="Read against the policies.")
    change_three(trainer, office, today=today)


def bring_in(trainer: Actor, *, on: date) -> None:
    with (FOLDER / "crm.xml").open("rb") as file:
        batch = question_files.receive(
            file, name="crm-questions.xml", language="en", topic="Using the CRM", difficulty=2, actor=trainer, at=instant(on, 10)
        )
    question_files.apply(batch, actor=trainer, at=instant(on, 11), reason="First bank of questions.")
    for row in json.loads((FOLDER / "practical.json").read_text(encoding="utf-8")):
        topic = questions.topic_at(row["topic"], actor=trainer, at=instant(on, 11))
        content = load(json.dumps(row["wording"]))
        questions.write(
            content,
            topic=topic,
            difficulty=row["difficulty"],
            code=row["code"],
            actor=trainer,
            at=instant(on, 12),
            reason="Practical tests.",
        )
    for topic in Topic.objects.order_by("pk"):
        simplified, traditional = TOPICS[topic.name]
        questions.name_topic(topic, zh_hans=simplified, zh_hant=traditional, actor=trainer, at=instant(on, 12), reason="Names in Chinese.")


def change_three(trainer: Actor, office: Actor, *, today: date) -> None:
    retired = Question.objects.get(code=RETIRED)
    reason = "The card index was given up. 卡片目录已停用。"
    questions.retire(retired, actor=office, at=instant(today - timedelta(weeks=6)), reason=reason)
    reworded = Question.objects.select_related("latest").get(code=REWORDED)
    assert reworded.latest is not None
    text = Text(
        en="Reach is counted against all licences that the company has bought.",
        zh_hans="覆盖率是以公司购买的全部许可数为基数计算的。",
        zh_hant="覆蓋率是以公司購買的全部授權數為基數計算的。",
    )
    content = replace(reworded.latest.content, text=text)
    questions.rewrite(reworded, content, actor=trainer, at=instant(today - timedelta(days=4)), reason="Clearer: whose licences.")
