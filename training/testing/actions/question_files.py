"""Question files: received, planned, applied whole or not at all; and written."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import attachments, audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, Refused
from governance.core.models import ImportBatch, ImportState
from governance.core.permissions import Verb, require
from training.testing.access import require_unshut
from training.testing.actions import questions
from training.testing.formats import opening
from training.testing.formats.found import LONGEST_FILE, Found, Reading, split_topic
from training.testing.importing import Held, Plan, plan
from training.testing.models import Question, QuestionState
from training.testing.selectors.questions import way_of

KIND = "testing.questions"
WHAT = "question"


def receive(
    file: BinaryIO,
    *,
    name: str,
    language: str,
    topic: str,
    difficulty: int,
    format: str = "",
    encoding: str = "",
    actor: Actor,
    at: datetime,
) -> ImportBatch:
    """Keep a file and what it would do. UnreadableFile, and nothing kept, where it is no question file."""
    require(actor, Verb.IMPORT, WHAT)
    content = file.read(LONGEST_FILE + 1)
    options = {"language": language, "topic": topic, "difficulty": difficulty, "format": format, "encoding": encoding}
    reading = opening.read(content, language=language, format=format, encoding=encoding)
    made = planned(reading, topic=topic, difficulty=difficulty)
    # Packed, since the store takes no file that a browser might run.
    packed = BytesIO(gzip.compress(content, mtime=0))
    stored = attachments.store(packed, name=f"{name[-240:]}.gz", actor=actor, at=at, what="question_file")
    return ImportBatch.objects.create(
        kind=KIND,
        name=name[-255:],
        sha256=stored.sha256,
        attachment=stored,
        options=options | {"format": reading.format},
        counts=made.counts,
        username=actor.username,
        created_at=at,
    )


def reread(batch: ImportBatch) -> Plan:
    """What the file would do to the bank as it is now."""
    assert batch.attachment is not None
    content = gzip.decompress(attachments.path(batch.attachment).read_bytes())
    options = batch.options
    reading = opening.read(content, language=options["language"], format=options["format"], encoding=options["encoding"])
    return planned(reading, topic=options["topic"], difficulty=options["difficulty"])


def planned(reading: Reading, *, topic: str, difficulty: int) -> Plan:
    return plan(reading, held(), topic=split_topic(topic), difficulty=difficulty)


def held() -> list[Held]:
    """The whole bank in its latest wordings. Two queries."""
    ways = way_of()
    rows = Question.objects.select_related("latest").order_by("pk")
    return [
        Held(row.pk, row.code, ways[row.topic_id], row.difficulty, row.latest.content, row.state == QuestionState.RETIRED)
        for row in rows
        if row.latest is not None
    ]


def apply(batch: ImportBatch, *, actor: Actor, at: datetime, reason: str = "") -> Plan:
    """Write what the file says: new questions and new wordings as drafts that wait for a second person."""
    require(actor, Verb.IMPORT, WHAT)
    with transaction.atomic(), audit.because(actor, reason or str(_("From the file %(name)s") % {"name": batch.name})):
        if not ImportBatch.objects.filter(pk=batch.pk, kind=KIND, state=ImportState.PREVIEWED).update(state=ImportState.APPLYING):
            raise Conflict(_("This file was applied already."))
        made = reread(batch)
        require_unshut(actor, Question.objects.filter(pk__in=[update.held.pk for update in made.updates]), at)
        if made.problems:
            raise Refused(_("The file has mistakes. Mend them and send it again; nothing is applied by halves."))
        write_plan(made, batch, actor=actor, at=at)
        values = {"state": ImportState.APPLIED, "applied_at": at, "applied_by": actor.username, "counts": made.counts, "reason": reason}
        ImportBatch.objects.filter(pk=batch.pk).update(**values)
    batch.refresh_from_db()
    return made


def write_plan(made: Plan, batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    wanted = {found.topic for found in [*made.creates, *(update.found for update in made.updates)]}
    topics = {way: questions.topic_at(way, actor=actor, at=at, reason=audit.current().reason) for way in sorted(wanted)}
    rows = [(found.question, topics[found.topic], found.difficulty or 2, found.code) for found in made.creates]
    questions.enter(rows, batch=batch, at=at)
    changed = [(update.held.pk, update.found.question, topics[update.found.topic], update.found.difficulty) for update in made.updates]
    questions.renew(changed, batch=batch, at=at)


def found(rows: Iterable[Question]) -> list[Found]:
    """Questions of the bank as a file carries them, by topic and number."""
    ways = way_of()
    listed = [Found(0, row.latest.content, ways[row.topic_id], row.code, row.difficulty) for row in rows if row.latest is not None]
    return sorted(listed, key=lambda one: (one.topic, one.code))
