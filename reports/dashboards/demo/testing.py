"""Papers and attempts of the demo company: who was trained takes the test, the abler pass, some try again, two answers come late.

Papers and attempts go through the room's own actions; the answers of hundreds of people are written together, as bulk rows of the same
shape that the page writes one by one. One question of the bank has the wrong key: the abler somebody is, the more it takes from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random
from typing import Any

from django.db import transaction

from governance.core import audit
from governance.core.actor import Actor, Grant
from governance.core.jobs import announce
from governance.core.roles import Role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, Person
from reports.dashboards.demo.answering import right, wrong
from reports.dashboards.demo.bank import FAULTY
from reports.dashboards.demo.paper_texts import PAPERS, SALES_PAPER, PaperText
from reports.dashboards.demo.programme import instant, start_day
from reports.dashboards.demo.staff import StaffPlan
from training.courses.models import Course
from training.courses.selectors import attended
from training.testing import answers, timing
from training.testing.actions import allowing, papers, taking
from training.testing.actions.papers import Row
from training.testing.actions.rows import append
from training.testing.models import Answer, Attempt, AttemptState, PaperVersion, Topic

TRIES = 3
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GOING, LATE = 5, 2


@dataclass
class Company:
    """What the story needs while it is played."""

    versions: Mapping[str, PaperVersion]
    able: Mapping[int, float]
    random: Random
    now: datetime
    stocks: Mapping[int, Any]

    def begin(self, version: PaperVersion, person: Person, at: datetime) -> Attempt:
        """Seeds come from the story's own, so that the same company is drawn each time."""
        return taking.begin(version, person, at=at, seed=self.random.getrandbits(62), stock=self.stocks[version.pk])


def enter_tests(staff: Sequence[StaffPlan], accounts: Sequence[Account], *, seed: int, actor: Actor, today: date, now: datetime) -> int:
    """Papers, allowances, every attempt of the story. Returns how many attempts."""
    versions = enter_papers(accounts, today=today)
    diligence = {one.number: one.diligence for one in staff}
    people = {person.pk: person for person in Person.objects.exclude(employee_number=None).order_by("pk")}
    random = Random(f"tests {seed}")
    able = {pk: 6 * (diligence.get(str(person.employee_number), 1.0) - 1) + random.gauss(1.25, 0.8) for pk, person in people.items()}
    company = Company(versions, able, random, now, {version.pk: taking.stock_of(version) for version in versions.values()})
    enter_allowances(people, accounts, today=today)
    by_course = {version.paper.course_id: version for version in versions.values()}
    trained = sorted(attended(people).items(), key=lambda one: (one[1], one[0]))
    with transaction.atomic():
        for (person, course), day in trained:
            if course in by_course:
                play(company, people[person], by_course[course], day)
        leave_some_going(company, people, [person for (person, _course), _day in trained])
    announce("results", actor=actor, at=now)
    return Attempt.objects.count()


def enter_papers(accounts: Sequence[Account], *, today: date) -> dict[str, PaperVersion]:
    """Written by the trainer, rated by three judges, put in use by the project office."""
    by_name = {account.username: account for account in accounts}
    day = start_day(today) + timedelta(weeks=2, days=2)
    trainer, office = actor_for(by_name["trainer"], day), actor_for(by_name["project"], day)
    topics = {topic.name: topic for topic in Topic.objects.order_by("pk")}
    courses = {course.code: course for course in Course.objects.order_by("pk")}
    return {text.code: enter_paper(text, courses[text.course], topics, trainer, office, day) for text in PAPERS if text.course in courses}


def enter_paper(text: PaperText, course: Course, topics: Mapping[str, Topic], trainer: Actor, office: Actor, day: date) -> PaperVersion:
    rows = [Row(topics[name], difficulty, count) for name, difficulty, count in text.blueprint]
    titles = {"title": text.title, "title_zh_hans": text.zh_hans, "title_zh_hant": text.zh_hant}
    version = papers.write_paper(course, code=text.code, rules=text.rules, rows=rows, actor=trainer, at=instant(day, 9), **titles)
    for judge, strictness in text.judges:
        percents = {(row.topic.pk, row.difficulty): Decimal(strictness - 12 * (row.difficulty - 1)) for row in rows}
        papers.rate(version, judge, percents, actor=trainer, at=instant(day, 11))
    version.refresh_from_db()
    return papers.activate(version, actor=office, at=instant(day, 16), reason="Read question by question with two office heads.")


def enter_allowances(people: Mapping[int, Person], accounts: Sequence[Account], *, today: date) -> None:
    """Two people have more time for every test."""
    hr = actor_for(next(account for account in accounts if account.username == "hr"), today)
    at = instant(start_day(today) + timedelta(weeks=3))
    for pk in list(people)[40:120:41]:
        allowing.allow(
            people[pk], timing.Extra(percent=25), actor=hr, at=at, reason="Extra time as agreed with HR. 经人力资源部同意延长时间。"
        )


def play(company: Company, person: Person, version: PaperVersion, trained_on: date) -> None:
    """The test some days after the training; whoever fails tries again a few days later, a little wiser."""
    random = company.random
    if random.random() < 0.06:
        return
    day = trained_on + timedelta(days=random.choice((0, 1, 1, 2, 3)))
    for attempt in range(TRIES):
        at = instant(day, random.randrange(10, 17)) + random.randrange(60) * MINUTE
        if at + 40 * MINUTE > company.now or (person.left_on is not None and person.left_on < day):
            return
        if sit(company, person, version, at, company.able[person.pk] + 0.5 * attempt) or random.random() < 0.15:
            return
        day += timedelta(days=random.choice((2, 3, 5, 7)))


def sit(company: Company, person: Person, version: PaperVersion, at: datetime, ability: float) -> bool:
    """One attempt from beginning to end. Whether it was good enough, as far as a rule can say."""
    actor = candidate(person)
    minutes = company.random.uniform(8, 22)
    with audit.because(actor, ""):
        attempt = company.begin(version, person, at)
        good = write_answers(company, attempt, at, minutes, ability)
    end = at + minutes * MINUTE
    taking.close(attempt, AttemptState.SUBMITTED, submitted_at=end, actor=actor, at=end)
    return good >= float(version.pass_mark)


def write_answers(company: Company, attempt: Attempt, at: datetime, minutes: float, ability: float, *, share: float = 1.0) -> float:
    """Answers spread over the time; the percentage that was meant to be right."""
    random = company.random
    items = list(attempt.items.select_related("question_version__question").order_by("order"))
    rows, good = [], 0
    for place, item in enumerate(items[: max(1, round(len(items) * share))]):
        question = item.question_version.question
        chance = 1 / (1 + exp(1.1 * (question.difficulty - 2) - ability))
        knows = random.random() < (1 - chance if question.code == FAULTY else chance)
        given = (right if knows else wrong)(item.question_version.content, random)
        good += knows
        when = at + (place + 1) / (len(items) + 1) * minutes * MINUTE
        rows.append(
            Answer(
                item=item,
                payload=answers.as_json(given) or {},
                given_at=when,
                recorded_at=when,
                sequence=place + 1,
                client_id=f"demo-{attempt.pk}-{place}",
            )
        )
    append(Answer, rows)
    return 100 * good / len(items)


def leave_some_going(company: Company, people: Mapping[int, Person], trained: Sequence[int]) -> None:
    """A few are at it right now; two ran out of time while their phone had no signal, and a part of their answers came an hour later."""
    version = company.versions.get(SALES_PAPER)
    if version is None:
        return
    busy = set(Attempt.objects.filter(paper=version.paper_id).values_list("person_id", flat=True))
    idle = [people[pk] for pk in dict.fromkeys(trained) if pk not in busy and people[pk].left_on is None]
    for person in idle[:LATE]:
        late(company, person, version)
    for place, person in enumerate(idle[LATE : LATE + GOING]):
        at = company.now - (4 + 3 * place) * MINUTE
        with audit.because(candidate(person), ""):
            attempt = company.begin(version, person, at)
            write_answers(company, attempt, at, 4 + 3 * place, company.able[person.pk], share=0.15 * (place + 1))


def late(company: Company, person: Person, version: PaperVersion) -> None:
    at = company.now - timedelta(hours=20)
    actor = candidate(person)
    with audit.because(actor, ""):
        attempt = company.begin(version, person, at)
        write_answers(company, attempt, at, 12, company.able[person.pk], share=0.6)
    assert attempt.due_at is not None
    taking.close(attempt, AttemptState.TIMED_OUT, submitted_at=attempt.due_at, actor=actor, at=attempt.due_at + MINUTE)
    came = attempt.due_at + timedelta(hours=1)
    open_items = attempt.items.select_related("question_version").order_by("order")[round(attempt.items.count() * 0.6) :]
    with audit.because(actor, ""):
        append(
            Answer,
            [
                Answer(
                    item=item,
                    payload=answers.as_json(right(item.question_version.content, company.random)) or {},
                    device_at=at + (13 + place) * MINUTE + DAY,
                    given_at=at + (13 + place) * MINUTE,
                    recorded_at=came,
                    sequence=100 + place,
                    client_id=f"demo-{attempt.pk}-late-{place}",
                    late=True,
                )
                for place, item in enumerate(open_items)
            ],
        )


def candidate(person: Person) -> Actor:
    return Actor(username=person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF),))
