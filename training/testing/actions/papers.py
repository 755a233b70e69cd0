"""Papers: drafted, rated by judges, put in use by somebody else, replaced by the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require, require_other
from training.courses.models import Course
from training.testing.actions.rows import append
from training.testing.drawing import shortages
from training.testing.models import (
    BlueprintRow,
    GradeKept,
    JudgeRating,
    Paper,
    PaperKind,
    PaperState,
    PaperStep,
    PaperVersion,
    PassMarkMethod,
    ReviewRule,
    Topic,
)
from training.testing.pass_marks import angoff
from training.testing.selectors.papers import points_by_kind, ratings_of
from training.testing.selectors.pool import blueprint, pool
from training.testing.shortages import in_words


@dataclass(frozen=True)
class PaperRules:
    """The rules of one version, as typed."""

    pass_mark: Decimal = Decimal(60)
    pass_mark_method: str = PassMarkMethod.AUTHORITY
    pass_mark_note: str = ""
    time_limit: int | None = 30
    attempts_allowed: int | None = 3
    wait_hours: int = 24
    grade_kept: str = GradeKept.HIGHEST
    review: str = ReviewRule.AFTER_PASS
    late_hours: int = 72
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One row of the blueprint, as typed."""

    topic: Topic
    difficulty: int
    count: int
    points: Decimal = Decimal(1)


def write_paper(
    course: Course,
    *,
    code: str,
    title: str,
    title_zh_hans: str = "",
    title_zh_hant: str = "",
    kind: str = PaperKind.WRITTEN,
    rules: PaperRules,
    rows: Sequence[Row],
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> PaperVersion:
    """A new paper with its first draft."""
    require(actor, Verb.CHANGE, "test_paper")
    check(rules, rows)
    titles = {"title": title, "title_zh_hans": title_zh_hans, "title_zh_hant": title_zh_hant}
    try:
        with transaction.atomic(), audit.because(actor, reason):
            paper = Paper.objects.create(course=course, code=code, kind=kind, **titles)
            return _draft(paper, rules, rows, actor=actor, at=at)
    except IntegrityError as taken:
        message = _("Another paper has this code.")
        raise InvalidInput(message, fields={"code": message}) from taken


def draft_version(paper: Paper, *, rules: PaperRules, rows: Sequence[Row], actor: Actor, at: datetime, reason: str = "") -> PaperVersion:
    """A change of a paper is a new version; the one in use goes on until this one is put in use."""
    require(actor, Verb.CHANGE, "test_paper")
    check(rules, rows)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            return _draft(paper, rules, rows, actor=actor, at=at)
    except IntegrityError as taken:
        raise Conflict(_("This paper has a draft already. Change that one, or discard it.")) from taken


def change_draft(
    version: PaperVersion, *, rules: PaperRules, rows: Sequence[Row], actor: Actor, at: datetime, reason: str = ""
) -> PaperVersion:
    """Change a draft. Whoever changed it last is its writer, so that they do not put it in use themselves."""
    require(actor, Verb.CHANGE, "test_paper")
    check(rules, rows)
    with transaction.atomic(), audit.because(actor, reason):
        drafts = PaperVersion.objects.filter(pk=version.pk, state=PaperState.DRAFT)
        if not audit.update(drafts, written_by=actor.username, **asdict(rules)):
            raise Conflict(_("Only a draft can be changed. Write a new version instead."))
        for old in version.rows.all():
            old.delete()
        _write_rows(version, rows)
        PaperStep.objects.create(version=version, state=PaperState.DRAFT, recorded_at=at)
    version.refresh_from_db()
    return version


def rate(
    version: PaperVersion, judge: str, percents: Mapping[tuple[int, int], Decimal], *, actor: Actor, at: datetime, reason: str = ""
) -> Decimal | None:
    """Record one judge's ratings of a draft: the judge's last word holds. Returns the pass mark they now give, if they do."""
    require(actor, Verb.CHANGE, "test_paper")
    if not judge.strip():
        raise InvalidInput(_("Name the judge."), fields={"judge": _("Name the judge.")})
    with transaction.atomic(), audit.because(actor, reason):
        locked = PaperVersion.objects.select_for_update().get(pk=version.pk)
        if locked.state != PaperState.DRAFT:
            raise Conflict(_("Only a draft can be rated."))
        rows = [
            JudgeRating(version=locked, judge=judge.strip(), topic_id=topic, difficulty=difficulty, percent=percent, recorded_at=at)
            for (topic, difficulty), percent in percents.items()
        ]
        append(JudgeRating, rows)
        judged = angoff(ratings_of(locked), points_by_kind(locked))
        if judged is not None:
            locked.pass_mark, locked.pass_mark_method, locked.written_by = judged.percent, PassMarkMethod.ANGOFF, actor.username
            locked.save()
    version.refresh_from_db()
    return judged.percent if judged else None


def activate(version: PaperVersion, *, actor: Actor, at: datetime, reason: str = "") -> PaperVersion:
    """Put a draft in use: by somebody else than its writer, only if the bank can fill it. The version before is replaced."""
    require(actor, Verb.APPROVE, "test_paper")
    require_other(actor, version.written_by)
    slots = blueprint(version)
    short = shortages(slots, pool(slots))
    if short or not slots:
        raise Refused(_("This paper cannot be put in use."), reasons=in_words(short) or [_("It asks no question.")])
    with transaction.atomic(), audit.because(actor, reason):
        replaced = PaperVersion.objects.filter(paper=version.paper_id, state=PaperState.ACTIVE)
        for old in list(replaced):
            audit.update(replaced.filter(pk=old.pk), state=PaperState.REPLACED)
            PaperStep.objects.create(version=old, state=PaperState.REPLACED, recorded_at=at)
        drafts = PaperVersion.objects.filter(pk=version.pk, state=PaperState.DRAFT, written_by=version.written_by)
        if not audit.update(drafts, state=PaperState.ACTIVE, active_from=at):
            raise Conflict(_("This version is no draft any more."))
        PaperStep.objects.create(version=version, state=PaperState.ACTIVE, recorded_at=at)
    announce("results", actor=actor, at=at)
    version.refresh_from_db()
    return version


def discard(version: PaperVersion, *, actor: Actor, at: datetime, reason: str = "") -> PaperVersion:
    """Give up a draft; it stays on record."""
    require(actor, Verb.CHANGE, "test_paper")
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(PaperVersion.objects.filter(pk=version.pk, state=PaperState.DRAFT), state=PaperState.DISCARDED):
            raise Conflict(_("This version is no draft any more."))
        PaperStep.objects.create(version=version, state=PaperState.DISCARDED, recorded_at=at)
    version.refresh_from_db()
    return version


def check(rules: PaperRules, rows: Sequence[Row]) -> None:
    """What no paper can have, whoever types it."""
    if not 0 <= rules.pass_mark <= 100:
        raise InvalidInput(_("The pass mark is a percentage."), fields={"pass_mark": _("From 0 to 100.")})
    if rules.opens_at and rules.closes_at and rules.closes_at <= rules.opens_at:
        raise InvalidInput(_("The paper closes before it opens."), fields={"closes_at": _("After the opening.")})
    kinds = [(row.topic.pk, row.difficulty) for row in rows]
    if not rows or len(set(kinds)) < len(kinds):
        raise InvalidInput(_("The blueprint names each topic and difficulty once, and at least one."))


def _draft(paper: Paper, rules: PaperRules, rows: Sequence[Row], *, actor: Actor, at: datetime) -> PaperVersion:
    last = paper.versions.order_by("-number").values_list("number", flat=True).first()
    made = PaperVersion.objects.create(paper=paper, number=(last or 0) + 1, written_by=actor.username, **asdict(rules))
    _write_rows(made, rows)
    PaperStep.objects.create(version=made, state=PaperState.DRAFT, recorded_at=at)
    return made


def _write_rows(version: PaperVersion, rows: Sequence[Row]) -> None:
    for order, row in enumerate(rows, start=1):
        BlueprintRow.objects.create(
            version=version, order=order, topic=row.topic, difficulty=row.difficulty, count=row.count, points=row.points
        )
