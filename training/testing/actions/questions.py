"""What may happen to a question: written, worded anew, activated by a second person, retired. And topics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import cast

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, require, require_other
from training.testing import types
from training.testing.access import require_unshut
from training.testing.faults import faults
from training.testing.formats.found import topic_name
from training.testing.markup import line
from training.testing.models import Question, QuestionState, QuestionStep, QuestionVersion, Topic
from training.testing.models.questions import MOVES
from training.testing.wording import digest, dump

WHAT = "question"
DEEPEST = 5
# What the bank numbers itself; a longer number came with a file and is left out of the count.
NUMBERED = re.compile(r"Q[0-9]{5,8}")


def write(
    content: types.Question, *, topic: Topic, difficulty: int, actor: Actor, at: datetime, reason: str = "", code: str = ""
) -> Question:
    """A new question, as a draft."""
    require(actor, Verb.CHANGE, WHAT)
    content = sound(content)
    with transaction.atomic(), audit.because(actor, reason):
        return enter([(content, topic, difficulty, code)], batch=None, at=at)[0]


def sound(content: types.Question) -> types.Question:
    """The content with its name in one line; InvalidInput naming each part that is wrong."""
    content = replace(content, name=line(content.name))
    wrong = faults(content)
    if wrong:
        raise InvalidInput(_("The question cannot be asked like this."), fields={fault.path: fault.message for fault in wrong})
    return content


def enter(rows: Sequence[tuple[types.Question, Topic, int, str]], *, batch: ImportBatch | None, at: datetime) -> list[Question]:
    """New drafts with their first wording, many in a few statements. Inside an open operation; the caller has checked."""
    made = [
        Question(code=code, topic=topic, name=content.name, kind=content.kind, difficulty=level, languages=",".join(content.languages))
        for (content, topic, level, _code), code in zip(rows, free_codes([row[3] for row in rows]), strict=True)
    ]
    try:
        with transaction.atomic():
            audit.bulk_create(Question, made)
    except IntegrityError as taken:
        raise Conflict(_("Someone entered a question at the same moment. Nothing was changed; try again.")) from taken
    versions = [version_of(question, row[0], 1, batch, at) for question, row in zip(made, rows, strict=True)]
    for question, version in zip(made, QuestionVersion.objects.bulk_create(versions), strict=True):
        question.latest = version
    audit.bulk_update(Question, made, ["latest"])
    QuestionStep.objects.bulk_create([step(question, "", QuestionState.DRAFT, at) for question in made])
    return made


def free_codes(wanted: Sequence[str]) -> list[str]:
    """The code asked for, or the next number after the highest in the bank.

    Two at once would find the same number: the lock of the oldest topic lets the second look only after the first is done.
    """
    Topic.objects.select_for_update(no_key=True).order_by("pk").first()
    held = set(Question.objects.values_list("code", flat=True))
    if clash := next((code for code in wanted if code in held), ""):
        raise Conflict(_("There is a question %(code)s already.") % {"code": clash})
    taken = held.union(wanted)
    highest = max((int(code[1:]) for code in held if NUMBERED.fullmatch(code)), default=0)
    free = (code for number in count(highest + 1) if (code := f"Q{number:05}") not in taken)
    return [code or next(free) for code in wanted]


def version_of(question: Question, content: types.Question, number: int, batch: ImportBatch | None, at: datetime) -> QuestionVersion:
    opened = audit.current()
    return QuestionVersion(
        question=question,
        number=number,
        wording=dump(content),
        sha256=digest(content),
        batch=batch,
        recorded_at=at,
        username=opened.actor.username,
        operation=opened.id,
        reason=opened.reason,
    )


def step(question: Question, before: str, after: QuestionState, at: datetime, version: QuestionVersion | None = None) -> QuestionStep:
    opened = audit.current()
    return QuestionStep(
        question=question,
        version=version or question.latest,
        from_state=before,
        to_state=after,
        recorded_at=at,
        username=opened.actor.username,
        operation=opened.id,
        reason=opened.reason,
    )


def rewrite(
    question: Question,
    content: types.Question,
    *,
    topic: Topic | None = None,
    difficulty: int | None = None,
    batch: ImportBatch | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> bool:
    """A new wording, which waits for a second person; papers keep the one in use. False when nothing differs."""
    require(actor, Verb.CHANGE, WHAT)
    require_unshut(actor, [question], at)
    content = sound(content)
    with transaction.atomic(), audit.because(actor, reason):
        # Not joined: a row that changed while we waited for its lock would keep what was joined before.
        held = Question.objects.select_for_update().get(pk=question.pk)
        if content.kind != held.kind:
            raise Refused(_("A question keeps its type. Write a new question and retire this one."))
        placed = {"topic_id": topic.pk if topic else held.topic_id, "difficulty": difficulty or held.difficulty}
        moved = any(getattr(held, name) != value for name, value in placed.items())
        latest = cast(QuestionVersion, held.latest)
        worded = latest.sha256 != digest(content)
        if not (moved or worded):
            return False
        for name, value in placed.items():
            setattr(held, name, value)
        if worded:
            made = version_of(held, content, latest.number + 1, batch, at)
            made.save()
            held.latest, held.name, held.languages = made, content.name, ",".join(content.languages)
        held.save()
    question.refresh_from_db()
    return True


def renew(rows: Sequence[tuple[int, types.Question, Topic, int | None]], *, batch: ImportBatch, at: datetime) -> None:
    """`rewrite` for many at once, by key: inside an open operation and transaction, of a plan made in it."""
    keys = [row[0] for row in rows]
    held = Question.objects.select_for_update().in_bulk(keys)
    latest_of = QuestionVersion.objects.in_bulk([question.latest_id for question in held.values() if question.latest_id])
    worded = []
    for pk, content, topic, difficulty in rows:
        question, latest = held[pk], latest_of[cast(int, held[pk].latest_id)]
        question.topic, question.difficulty = topic, difficulty or question.difficulty
        if latest.sha256 != digest(content):
            worded.append((question, version_of(question, content, latest.number + 1, batch, at)))
            question.name, question.languages = content.name, ",".join(content.languages)
    made = QuestionVersion.objects.bulk_create([version for _question, version in worded])
    for (question, _version), version in zip(worded, made, strict=True):
        question.latest = version
    audit.bulk_update(Question, list(held.values()), ["topic", "difficulty", "name", "languages", "latest"])


def activate(question: Question, *, version: QuestionVersion, actor: Actor, at: datetime, reason: str = "") -> None:
    """The wording just read is drawn by papers from now on. Not by anyone who had a hand in it."""
    require(actor, Verb.APPROVE, WHAT)
    require_unshut(actor, [question], at)
    with transaction.atomic(), audit.because(actor, reason):
        held = locked(question, QuestionState.ACTIVE)
        if held.latest_id != version.pk:
            raise Conflict(_("The question was worded anew in the meantime. Read the new wording first."))
        if held.state == QuestionState.ACTIVE and held.in_use_id == version.pk:
            raise Conflict(_("This wording is in use already."))
        for username in writers(held):
            require_other(actor, username)
        before, held.state, held.in_use = held.state, QuestionState.ACTIVE, version
        held.save()
        step(held, before, QuestionState.ACTIVE, at, version).save()
    question.refresh_from_db()


def writers(question: Question) -> set[str]:
    """Whoever wrote a wording since the one in use, and the one to be activated."""
    since = question.in_use.number if question.in_use else 0
    waiting = models.Q(number__gt=since) | models.Q(pk=question.latest_id)
    return set(question.versions.filter(waiting).order_by().values_list("username", flat=True))


def retire(question: Question, *, actor: Actor, at: datetime, reason: str) -> None:
    """No paper draws it any more; attempts keep it."""
    require(actor, Verb.CHANGE, WHAT)
    require_unshut(actor, [question], at)
    if not reason.strip():
        raise InvalidInput(_("Say why, for whoever looks for the question later."), fields={"reason": _("Say why.")})
    with transaction.atomic(), audit.because(actor, reason):
        held = locked(question, QuestionState.RETIRED)
        before, held.state = held.state, QuestionState.RETIRED
        held.save()
        step(held, before, QuestionState.RETIRED, at).save()
    question.refresh_from_db()


def locked(question: Question, to: QuestionState) -> Question:
    """The row for this move alone; Conflict when it is no longer in a state that allows it."""
    held = Question.objects.select_for_update().get(pk=question.pk)
    if to not in MOVES[QuestionState(held.state)]:
        raise Conflict(_("This question is already: %(state)s.") % {"state": held.get_state_display()})
    return held


def topic_at(path: Sequence[str], *, actor: Actor, at: datetime, reason: str = "") -> Topic:
    """The topic at the end of a path, made where it is missing."""
    require(actor, Verb.CHANGE, WHAT)
    names = [name for name in map(topic_name, path) if name]
    if not 1 <= len(names) <= DEEPEST:
        message = _("A topic has a name, and at most %(most)s topics above each other.") % {"most": DEEPEST}
        raise InvalidInput(message, fields={"topic": message})
    parent: Topic | None = None
    with transaction.atomic(), audit.because(actor, reason):
        for name in names:
            parent = Topic.objects.filter(parent=parent, name=name).first() or made_topic(parent, name)
    assert parent is not None
    return parent


def made_topic(parent: Topic | None, name: str) -> Topic:
    """A new topic, or the one that somebody else made at the same instant."""
    try:
        with transaction.atomic():
            return Topic.objects.create(parent=parent, name=name)
    except IntegrityError:
        return Topic.objects.get(parent=parent, name=name)


def name_topic(topic: Topic, *, zh_hans: str, zh_hant: str, actor: Actor, at: datetime, reason: str = "") -> None:
    """What the topic is called in Chinese; the first name stays, since files know it."""
    require(actor, Verb.CHANGE, WHAT)
    with audit.because(actor, reason):
        topic.name_zh_hans, topic.name_zh_hant = line(zh_hans)[:120], line(zh_hant)[:120]
        topic.save()
