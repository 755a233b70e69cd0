"""Marks by people in the demo company: key users write in their own words and show their work; one question was decided about.

Two papers of the course for those who teach: essays, some marked, one disputed, some waiting; and checklists, most signed off, three open.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from struct import pack

from governance.core import audit
from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Membership, Person
from reports.dashboards.demo.bank import FAULTY
from training.courses.models import Course
from training.testing import answers
from training.testing.actions import faulty, hand_marking, papers, practical, taking
from training.testing.actions.papers import PaperRules, Row
from training.testing.actions.rows import append
from training.testing.models import (
    Answer,
    Attempt,
    AttemptItem,
    AttemptState,
    PaperKind,
    PaperVersion,
    Question,
    QuestionKind,
    QuestionState,
    Round,
    Seen,
)
from training.testing.remarking import Choice
from training.testing.selectors.analysing import paper_analysis
from training.testing.selectors.checklists import sheets
from training.testing.selectors.faulty import preview

COURSE = "train-the-trainer"
ESSAYS, SCREEN, DECIDED = "own-words", "at-the-screen", "clerk-test"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOTE = "Set by the project office for key users. 由项目办公室为骨干用户设定。"
TEXTS = (
    "当天录入不是为了检查，而是让下一个接电话的人知道我们答应了什么。我会带他一起录一条，只填四项，三分钟做完，再让他看同事上周的记录怎样帮他接住了客户。",
    "I would not argue. I would ask which customer called last week while he was away, and look at that record together: "
    "what is missing is the argument.",
    "客户是公司的，不是个人的，但保护期就是为先录入的人设的：谁先录入，谁就有保护。所以先录入对他自己有利。",
    "He is right that once a month takes less time. But after two weeks nobody remembers the next step, "
    "and the office head sees a pipeline that is a month old.",
    "规定就是规定，不录入就扣分。",
    "I would show the reminder of the next step on the phone: it rings when he is near the customer. Paper does not ring.",
    "每月录一次会丢掉细节，月底三天集中录入，系统一看就知道，也没有人会相信这些数据。",
)
# Points of five, and what the marker wrote.
MARKS = (
    (5, "有理有据，还给出了做法。"),
    (4, "Good: starts from his own customer. Say also what happens with the protected period."),
    (4, "抓住了保护期这一点；再补充一个例子会更好。"),
    (2, "Only the office head's view. What does he gain himself?"),
)


@dataclass(frozen=True)
class Cast:
    """Who acts, and when it is."""

    trainer: Actor
    office: Actor
    today: date
    now: datetime

    def ago(self, days: int, hours: int = 0) -> datetime:
        return self.now - days * DAY - hours * HOUR


def enter_results(accounts: Sequence[Account], *, seed: int, today: date, now: datetime) -> int:
    """Everything through the rooms' own actions. How many attempts were made; none where the course is not offered."""
    course = Course.objects.filter(code=COURSE).first()
    if course is None:
        return 0
    by_name = {account.username: account for account in accounts}
    cast = Cast(actor_for(by_name["trainer"], today), actor_for(by_name["project"], today), today, now)
    key_users = chosen(Random(f"results {seed}"), today)
    written = enter_essays(course, key_users[:10], cast)
    shown = enter_checklists(course, key_users[4:15], cast)
    decide_about_one(cast)
    return written + shown


def chosen(random: Random, today: date) -> list[Person]:
    """Fifteen sellers of different offices."""
    held = Membership.objects.current().on(today).filter(job_role=JobRole.SALES, person__left_on=None).select_related("person__identity")
    by_office: dict[int, list[Person]] = {}
    for row in held.order_by("office_id", "person_id"):
        by_office.setdefault(row.office_id, []).append(row.person)
    offices = random.sample(sorted(by_office), min(15, len(by_office)))
    return [random.choice(by_office[office]) for office in offices]


def enter_paper(
    course: Course, code: str, titles: Mapping[str, str], kind: str, question_kind: str, points: int, cast: Cast
) -> PaperVersion:
    """A paper of one question of this type, drawn from all there are in its topic and difficulty."""
    question = Question.objects.filter(kind=question_kind, state=QuestionState.ACTIVE).select_related("topic").order_by("code").first()
    assert question is not None
    rules = PaperRules(time_limit=None if kind == PaperKind.PRACTICAL else 30, attempts_allowed=2, wait_hours=24, pass_mark_note=NOTE)
    rows = [Row(question.topic, question.difficulty, 1, Decimal(points))]
    version = papers.write_paper(
        course, code=code, kind=kind, rules=rules, rows=rows, actor=cast.trainer, at=cast.ago(40), reason="For key users.", **titles
    )
    return papers.activate(version, actor=cast.office, at=cast.ago(39), reason="Read with two office heads.")


def enter_essays(course: Course, people: Sequence[Person], cast: Cast) -> int:
    """Ten write; four are marked, one of them disputed; the others wait, the first of them too long."""
    titles = {"title": "In your own words", "title_zh_hans": "用自己的话说", "title_zh_hant": "用自己的話說"}
    version = enter_paper(course, ESSAYS, titles, PaperKind.WRITTEN, QuestionKind.ESSAY, 5, cast)
    items = [write(version, person, TEXTS[place % len(TEXTS)], cast.ago(12 - place, 3)) for place, person in enumerate(people)]
    for item, (points, comment) in zip(items, MARKS, strict=False):
        hand_marking.mark_by_hand(
            item, round=Round.FIRST, points=Decimal(points), comment=comment, actor=cast.trainer, at=item.recorded_at + 4 * DAY
        )
    if len(items) >= len(MARKS):
        own = candidate(people[len(MARKS) - 1])
        reason = "The reminder of the next step is what he gains; I wrote it in the second sentence."
        hand_marking.dispute(items[len(MARKS) - 1], actor=own, at=cast.ago(3), reason=reason)
    return len(items)


def write(version: PaperVersion, person: Person, words: str, at: datetime) -> AttemptItem:
    actor, end = candidate(person), at + timedelta(minutes=18)
    with audit.because(actor, ""):
        attempt = taking.begin(version, person, at=at)
        item = attempt.items.select_related("attempt__paper").get()
        given = answers.as_json(answers.Typed(words)) or {}
        append(Answer, [Answer(item=item, payload=given, given_at=end, recorded_at=end, sequence=1, client_id=f"demo-{attempt.pk}-0")])
    taking.close(attempt, AttemptState.SUBMITTED, submitted_at=end, actor=actor, at=end)
    return item


def enter_checklists(course: Course, people: Sequence[Person], cast: Cast) -> int:
    """Eleven show their work; eight are signed off, three wait half-way."""
    titles = {"title": "At the screen", "title_zh_hans": "上机实操", "title_zh_hant": "上機實作"}
    version = enter_paper(course, SCREEN, titles, PaperKind.PRACTICAL, QuestionKind.PRACTICAL, 10, cast)
    for place, person in enumerate(people):
        at = cast.ago(14 - place, 2)
        attempt = practical.open_checklist(version.paper, person, actor=cast.trainer, at=at)
        observe(attempt, place, at, cast, whole=place < 8)
        if place < 8:
            practical.sign_off(attempt, remark="熟练，步骤清楚。" if place % 3 else "Sure of each step.", actor=cast.trainer, at=at + HOUR)
    return len(people)


def observe(attempt: Attempt, place: int, at: datetime, cast: Cast, *, whole: bool) -> None:
    """Row by row; one in four forgets the next step, one forgot what is required."""
    for sheet in sheets(attempt):
        for line in sheet.lines if whole else sheet.lines[:1]:
            seen = Seen.NOT_DONE if line.check.required and place == 5 else Seen.PARTLY if (line.place + place) % 4 == 3 else Seen.DONE
            practical.observe(
                attempt,
                sheet.item.pk,
                line.place,
                seen=seen,
                note="下一步没有写日期。" if seen == Seen.PARTLY else "",
                evidence=BytesIO(picture(place)) if line.check.evidence else None,
                evidence_name="screen.png",
                client_id=f"demo-{attempt.pk}-{line.place}",
                actor=cast.trainer,
                at=at + timedelta(minutes=5 * line.place),
            )


def picture(place: int) -> bytes:
    """A plain picture of 160 by 90, so that evidence is there to be opened."""
    row = b"\0" + bytes((58, 75, 181 - 8 * place)) * 160
    parts = [(b"IHDR", pack(">IIBBBBB", 160, 90, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(row * 90)), (b"IEND", b"")]
    chunks = [pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body)) for name, body in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def decide_about_one(cast: Cast) -> None:
    """Last month's complaint about a question of the clerks' paper: quarantined, full marks for everybody."""
    version = PaperVersion.objects.filter(paper__code=DECIDED, attempts__submitted_at__isnull=False).order_by("-number").first()
    lines = paper_analysis(version).questions if version is not None else ()
    found = [
        line for line in lines if line.question.code != FAULTY and line.question.state == QuestionState.ACTIVE and line.figures.n >= 10
    ]
    if not found:
        return
    question = min(found, key=lambda line: (line.figures.figures.facility or 0, line.question.code)).question
    reason = "Two office heads showed that both answers are right since the rule was reworded. 规则改写后两个答案都对。"
    faulty.quarantine(question, actor=cast.office, at=cast.ago(6), reason=reason)
    shown = preview(question, Choice.FULL, new_version=None, keep_passes=True, at=cast.ago(5))
    with audit.because(cast.office, reason):
        remark = faulty.opened(shown, actor=cast.office, at=cast.ago(5), reason=reason)
    faulty.carry_out(remark, actor=cast.office, at=cast.ago(5))


def candidate(person: Person) -> Actor:
    return Actor(username=person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF),))
