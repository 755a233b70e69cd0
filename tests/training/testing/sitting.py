"""A paper in use, a candidate, an attempt in progress: with as few words as possible."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from governance.core.actor import Actor, Grant, system_actor
from governance.core.roles import Role
from governance.organisation.models import Person
from tests import company, numbers
from tests.company import LONG_AGO, NOW, RECORDED
from tests.training.testing import asking
from training.courses.models import Audience, Course
from training.testing import types
from training.testing.actions import papers, taking
from training.testing.actions.papers import PaperRules, Row
from training.testing.models import Answer, Attempt, AttemptItem, BlueprintRow, Marking, Paper, PaperState, PaperVersion

CLOCK = system_actor("schedule")
TRAINER = Actor(username="lin", grants=(Grant(Role.TRAINER),))
OTHER_TRAINER = Actor(username="zhou", grants=(Grant(Role.TRAINER),))


def course(**fields: Any) -> Course:
    made = Course.objects.create(**{"code": f"c{numbers.next_one()}", "title": "Using the CRM"} | fields)
    Audience.objects.create(course=made, first_day=LONG_AGO, recorded_at=RECORDED)
    return made


def paper(*contents: types.Question, of: Course | None = None, kind: str = "written", in_use: bool = True, **rules: Any) -> PaperVersion:
    """A paper that asks exactly these questions, each of a topic of its own row; in use unless told otherwise."""
    topic = asking.topic()
    for content in contents or (asking.SINGLE, asking.TRUTH):
        asking.in_bank(content, topic_=topic)
    rows = [Row(topic, 1, len(contents) or 2)]
    version = papers.write_paper(
        of or course(),
        code=f"p{numbers.next_one()}",
        title="First test",
        kind=kind,
        rules=PaperRules(**rules),
        rows=rows,
        actor=TRAINER,
        at=NOW,
    )
    return papers.activate(version, actor=OTHER_TRAINER, at=NOW) if in_use else version


def candidate(**fields: Any) -> Person:
    return company.person(**fields)


def acts(person: Person) -> Actor:
    """The person as staff."""
    return Actor(username=person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF),))


def begun(version: PaperVersion | None = None, *, by: Person | None = None, at: datetime = NOW) -> Attempt:
    version = version or paper()
    return taking.start(version.paper, actor=acts(by or candidate()), at=at)


def item(attempt: Attempt, content: types.Question) -> AttemptItem:
    """The attempt's question with this content."""
    return next(one for one in attempt.items.select_related("question_version") if one.question_version.content == content)


def posted(item: AttemptItem, *, right: bool = True) -> dict[str, Any]:
    """What the page sends for a right (or wrong) answer to a single choice or a true-or-false question."""
    from training.testing import shuffling

    content = item.question_version.content
    if isinstance(content, types.TrueFalse):
        return {"answer": str(content.answer is right).lower()}
    if isinstance(content, types.Essay):
        return {"answer": "Because the next person must know."}
    assert isinstance(content, types.SingleChoice)
    places = shuffling.options(content, str(item.seed))
    key = next(key for key, place in enumerate(places, start=1) if (content.options[place].percent == 100) is right)
    return {"answer": str(key)}


def answers(attempt: Attempt, *, right: bool = True, at: datetime = NOW) -> list[Answer]:
    """Every question of the attempt answered."""
    return [answer(one, right=right, at=at) for one in attempt.items.order_by("order")]


def answer(item: AttemptItem, *, right: bool = True, at: datetime = NOW, client_id: str = "", **more: Any) -> Answer:
    by = acts(item.attempt.person)
    saved = taking.save_answer(
        item.attempt, item.pk, posted(item, right=right), client_id=client_id or f"t{numbers.next_one()}", actor=by, at=at, **more
    )
    return saved.answer


def handed_in(version: PaperVersion, *, by: Person | None = None, right: bool = True, at: datetime = NOW) -> Attempt:
    attempt = begun(version, by=by, at=at)
    answers(attempt, right=right, at=at)
    return taking.submit(attempt, actor=acts(attempt.person), at=at)


__all__ = ["BlueprintRow", "Decimal", "Marking", "Paper", "PaperState"]
