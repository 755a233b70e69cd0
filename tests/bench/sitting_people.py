"""The inside of the attempts bench: people with an attempt in progress and a session, and what the database holds afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path


def sit_down(arguments: Sequence[str]) -> None:
    """People, sessions and attempts in progress; writes what the sender needs."""
    from governance.core import audit
    from governance.core.actor import system_actor

    people, questions, file = int(arguments[0]), int(arguments[1]), arguments[2]
    with audit.operation(system_actor("bench"), reason="bench"):
        Path(file).write_text(json.dumps([one(number) for number in drawn(people, questions)]))


def drawn(people: int, questions: int) -> list[tuple[object, str]]:
    """Every person's attempt and session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction
    from django.utils import timezone

    from governance.organisation.models import Account
    from tests import company
    from tests.training.testing import asking, sitting
    from training.testing.actions import papers, taking

    at = timezone.now()
    topic, place = asking.topic("Bench"), company.office("BENCH")
    for _question in range(questions * 4):
        asking.in_bank(asking.SINGLE, topic_=topic)
    version = papers.write_paper(
        sitting.course(),
        code="bench",
        title="Bench",
        rules=papers.PaperRules(time_limit=60),
        rows=[papers.Row(topic, 1, questions)],
        actor=sitting.TRAINER,
        at=at,
    )
    papers.activate(version, actor=sitting.OTHER_TRAINER, at=at)
    made = []
    with transaction.atomic():
        for number in range(people):
            person = company.person(at=place)
            account = Account(username=f"bench{number}", person=person, password="!")
            account.save()
            session = SessionStore()
            session[SESSION_KEY] = str(account.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = account.get_session_auth_hash()
            session.create()
            made.append((taking.begin(version, person, at=at), session.session_key or ""))
    return made


def one(drawn: tuple[object, str]) -> dict[str, object]:
    """What the sender does for one person: the right answer to every question."""
    from tests.training.testing import sitting

    attempt, session = drawn
    items = attempt.items.select_related("question_version").order_by("order")  # type: ignore[attr-defined]
    answers = [{"item": item.pk, "fields": sitting.posted(item)} for item in items]
    return {"attempt": attempt.pk, "session": session, "answers": answers}  # type: ignore[attr-defined]


def count(arguments: Sequence[str]) -> None:
    """Answers that are not there, and tests not handed in with all their marks."""
    from training.testing.models import Answer, Attempt, AttemptState
    from training.testing.selectors import percents

    people, questions = int(arguments[0]), int(arguments[1])
    kept = Answer.objects.filter(late=False).values("item_id").distinct().count()
    marks = percents(Attempt.objects.filter(state=AttemptState.SUBMITTED).values_list("pk", flat=True))
    done = sum(percent == 100 for percent in marks.values())
    print(json.dumps({"lost": people * questions - kept, "open": people - done}))
