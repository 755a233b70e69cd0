"""Papers and attempts of the demo company: who was trained takes the test, the abler pass, some try again, two answers come late.

Papers go through the room's own actions. Attempts are of hundreds or thousands of people: what the room draws, marks and records of
each is written together, a round of first, second and third tries at a time, every row as that person's own act. One question of
the bank has the wrong key: the abler somebody is, the more it takes from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random

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
from reports.dashboards.demo.programme import CHINA, instant, start_day
from reports.dashboards.demo.staff import StaffPlan
from training.courses.models import Course
from training.courses.selectors import attended
from training.testing import answers, timing
from training.testing.actions import allowing, papers, taking
from training.testing.actions.marking import mark_of
from training.testing.actions.papers import Row
from training.testing.actions.rows import append
from training.testing.actions.taking import Stock
from training.testing.models import (
    Answer,
    Attempt,
    AttemptEvent,
    AttemptItem,
    AttemptState,
    Marking,
    PaperVersion,
    QuestionVersion,
    Topic,
)
from training.testing.selectors.standings import Extras, extra_for, extras
from training.testing.types import Question

TRIES = 3
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GOING, LATE = 5, 2
# The share that was trained and never came, and that of those who failed and left it at that.
NEVER, GIVES_UP = 0.06, 0.15


Sitting = tuple[Person, PaperVersion, date]


@dataclass(frozen=True)
class Go:
    """One person's one go at a paper, as drawn."""

    person: Person
    version: PaperVersion
    at: datetime
    minutes: float
    ability: float
    attempt: Attempt
    items: list[AttemptItem]


@dataclass
class Company:
    """What the story needs while it is played."""

    versions: Mapping[str, PaperVersion]
    able: Mapping[int, float]
    random: Random
    now: datetime
    stocks: Mapping[int, Stock]
    wordings: Mapping[int, QuestionVersion]
    contents: Mapping[int, Question]
    extras: Extras = field(default_factory=dict)

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
    stocks = {version.pk: taking.stock_of(version) for version in versions.values()}
    wordings = QuestionVersion.objects.select_related("question").in_bulk()
    contents = {pk: wording.content for pk, wording in wordings.items()}
    enter_allowances(people, accounts, today=today)
    company = Company(versions, able, random, now, stocks, wordings, contents, extras(people))
    by_course = {version.paper.course_id: version for version in versions.values()}
    trained = sorted(attended(people).items(), key=lambda one: (one[1], one[0]))
    with transaction.atomic():
        sittings = [(people[person], by_course[course], day) for (person, course), day in trained if course in by_course]
        play(company, [one for one in sittings if random.random() >= NEVER])
        leave_some_going(company, people, [place for place, _day in trained])
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


def play(company: Company, sittings: Sequence[Sitting]) -> None:
    """The test some days after the training; whoever fails tries again a few days later, a little wiser."""
    random = company.random
    todo = [(person, version, day + timedelta(days=random.choice((0, 1, 1, 2, 3)))) for person, version, day in sittings]
    for number in range(1, TRIES + 1):
        goes = [go for sitting in todo if (go := go_on(company, sitting, number)) is not None]
        good = sit(company, goes)
        todo = []
        for go, reached in zip(goes, good, strict=True):
            if reached < float(go.version.pass_mark) and random.random() >= GIVES_UP:
                todo.append((go.person, go.version, go.at.astimezone(CHINA).date() + timedelta(days=random.choice((2, 3, 5, 7)))))


def go_on(company: Company, sitting: Sitting, number: int) -> Go | None:
    """One go on that day, unless it is not over yet or the person has left."""
    person, version, day = sitting
    at = instant(day, company.random.randrange(10, 17)) + company.random.randrange(60) * MINUTE
    if at + 40 * MINUTE > company.now or (person.left_on is not None and person.left_on < day):
        return None
    ability, minutes = company.able[person.pk] + 0.5 * (number - 1), company.random.uniform(8, 22)
    extra = extra_for(company.extras, person.pk, version.paper_id)
    seed, stock = company.random.getrandbits(62), company.stocks[version.pk]
    attempt, items = taking.draw_up(version, person, number=number, extra=extra, seed=seed, stock=stock, at=at)
    return Go(person, version, at, minutes, ability, attempt, items)


def sit(company: Company, goes: Sequence[Go]) -> list[float]:
    """Everybody's go from beginning to end, as `taking` writes one. How good each was, as far as a rule can say."""
    ends = {id(go.attempt): go.at + go.minutes * MINUTE for go in goes}
    audit.bulk_create(Attempt, [go.attempt for go in goes], by=lambda attempt: candidate(attempt.person))
    append_events(goes, AttemptEvent.Kind.STARTED, {id(go.attempt): go.at for go in goes})
    append(AttemptItem, [item for go in goes for item in go.items], by=lambda item: candidate(item.attempt.person))
    good: list[float] = []
    answered: dict[int, Answer] = {}
    for go in goes:
        rows, share = answers_to(company, go.attempt, go.items, go.at, go.minutes, go.ability)
        good.append(share)
        answered |= {row.item_id: row for row in rows}
    append(Answer, answered.values(), by=lambda row: candidate(row.item.attempt.person))
    for go in goes:
        go.attempt.state, go.attempt.submitted_at = AttemptState.SUBMITTED, ends[id(go.attempt)]
    audit.bulk_update(Attempt, [go.attempt for go in goes], ["state", "submitted_at"], by=lambda attempt: candidate(attempt.person))
    append_events(goes, AttemptEvent.Kind.SUBMITTED, ends)
    marks = (mark_of(item, answered.get(item.pk), at=ends[id(go.attempt)]) for go in goes for item in go.items)
    append(Marking, [row for row in marks if row is not None], by=lambda row: candidate(row.item.attempt.person))
    return good


def append_events(goes: Sequence[Go], kind: AttemptEvent.Kind, when: Mapping[int, datetime]) -> None:
    rows = [AttemptEvent(attempt=go.attempt, kind=kind, recorded_at=when[id(go.attempt)]) for go in goes]
    append(AttemptEvent, rows, by=lambda row: candidate(row.attempt.person))


def write_answers(company: Company, attempt: Attempt, at: datetime, minutes: float, ability: float, *, share: float = 1.0) -> None:
    """Answers to the first questions of an attempt, of one person."""
    items = list(attempt.items.order_by("order"))
    append(Answer, answers_to(company, attempt, items, at, minutes, ability, share=share)[0])


def answers_to(
    company: Company, attempt: Attempt, items: Sequence[AttemptItem], at: datetime, minutes: float, ability: float, *, share: float = 1.0
) -> tuple[list[Answer], float]:
    """Answers spread over the time, not saved yet; the percentage that was meant to be right."""
    random = company.random
    rows, good = [], 0
    for place, item in enumerate(items[: max(1, round(len(items) * share))]):
        item.question_version = company.wordings[item.question_version_id]
        question = item.question_version.question
        chance = 1 / (1 + exp(1.1 * (question.difficulty - 2) - ability))
        knows = random.random() < (1 - chance if question.code == FAULTY else chance)
        given = (right if knows else wrong)(company.contents[item.question_version_id], random)
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
    return rows, 100 * good / len(items)


def leave_some_going(company: Company, people: Mapping[int, Person], trained: Sequence[tuple[int, int]]) -> None:
    """A few are at it right now; two ran out of time while their phone had no signal, and a part of their answers came an hour later.

    `trained`: (person, course). Those whose course it was come first.
    """
    version = company.versions.get(SALES_PAPER)
    if version is None:
        return
    busy = set(Attempt.objects.filter(paper=version.paper_id).values_list("person_id", flat=True))
    own_first = sorted(trained, key=lambda place: place[1] != version.paper.course_id)
    idle = [people[pk] for pk in dict.fromkeys(pk for pk, _course in own_first) if pk not in busy and people[pk].left_on is None]
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
