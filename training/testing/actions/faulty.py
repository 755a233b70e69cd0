"""A faulty question: taken out of use, then one decision on the results it touched, carried out in the background."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.jobs import announce, start
from governance.core.models import Job
from governance.core.permissions import Verb, require
from training.testing.access import require_unshut
from training.testing.actions.rows import append
from training.testing.models import (
    Marking,
    Question,
    QuestionState,
    QuestionStep,
    QuestionVersion,
    Remark,
    RemarkedMark,
    RemarkEffect,
    RemarkState,
)
from training.testing.remarking import NO_MARK, Choice, Effect
from training.testing.selectors.faulty import Preview, corrected_versions, left_behind, preview, standing_decision


def quarantine(question: Question, *, actor: Actor, at: datetime, reason: str) -> QuestionStep:
    """Take a question out of use at once: no paper draws it. Results stay until somebody decides on them."""
    require(actor, Verb.APPROVE, "quarantine")
    require_unshut(actor, [question], at)
    said(reason)
    with transaction.atomic(), audit.because(actor, reason):
        in_use = Question.objects.filter(pk=question.pk, state=QuestionState.ACTIVE)
        if not audit.update(in_use, state=QuestionState.QUARANTINED):
            raise Conflict(_("The question is not in use, so it cannot be quarantined."))
        question.refresh_from_db()
        return QuestionStep.objects.create(
            question=question,
            version=question.in_use,
            from_state=QuestionState.ACTIVE,
            to_state=QuestionState.QUARANTINED,
            recorded_at=at,
        )


def said(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why.")})


def decide(
    question: Question,
    *,
    choice: Choice,
    new_version: QuestionVersion | None = None,
    keep_passes: bool = True,
    fingerprint: str,
    actor: Actor,
    at: datetime,
    reason: str,
) -> tuple[Remark, Job]:
    """Decide what becomes of the results, exactly as the preview of this fingerprint showed it. One of two deciders wins."""
    require(actor, Verb.APPROVE, "quarantine")
    require_unshut(actor, [question], at)
    said(reason)
    if (choice == Choice.NEW_KEY) != (new_version is not None) or (new_version and new_version not in corrected_versions(question)):
        raise InvalidInput(_("Choose the wording with the corrected key."), fields={"new_version": _("Choose the corrected wording.")})
    if question.state == QuestionState.ACTIVE and standing_decision(question.pk) is None:
        raise Refused(_("Quarantine the question first, so that nobody else is asked it meanwhile."))
    shown = preview(question, choice, new_version=new_version, keep_passes=keep_passes, at=at)
    if shown.fingerprint != fingerprint:
        raise Conflict(_("Results have changed since you looked. Look at the preview again, then decide."))
    with audit.because(actor, reason):
        remark = opened(shown, actor=actor, at=at, reason=reason)
    try:
        job = start(
            "testing.remark",
            actor=actor,
            at=at,
            arguments={"remark": remark.pk},
            title=_("Decision on question %(question)s") % {"question": question.code},
            then_url=reverse("testing:remark", args=[remark.pk]),
            key=f"testing.remark:{remark.pk}",
        )
    except Exception:
        # Nobody would ever carry it out, and as long as it waits nobody else could decide.
        give_up(remark, actor=actor)
        raise
    remark.refresh_from_db()
    return remark, job


def opened(shown: Preview, *, actor: Actor, at: datetime, reason: str) -> Remark:
    """The row that says a decision is being carried out; the second of two deciders is told so."""
    try:
        with transaction.atomic():
            return Remark.objects.create(
                question=shown.question,
                number=shown.number,
                choice=shown.choice.value,
                new_version=shown.new_version,
                keep_passes=shown.keep_passes,
                decided_at=at,
                decided_by=actor.username,
                reason=reason,
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just decided on this question. See what they decided.")) from error


def carry_out(remark: Remark, *, actor: Actor, at: datetime) -> dict[str, int]:
    """Write the new marks and what they did, all or none. Carried out once, however often it is asked for."""
    require(actor, Verb.APPROVE, "quarantine")
    shown = preview(remark.question, Choice(remark.choice), new_version=remark.new_version, keep_passes=remark.keep_passes, at=at)
    counts = {moved.value: number for moved, number in shown.counts.items()}
    with transaction.atomic(), audit.because(actor, remark.reason):
        running = Remark.objects.filter(pk=remark.pk, state=RemarkState.RUNNING)
        if not audit.update(running, state=RemarkState.DONE, counts=counts):
            raise Conflict(_("This decision has been carried out already."))
        write_marks(remark, shown.effects, at=at)
        append(RemarkEffect, (effect_row(remark, one, at) for one in shown.effects))
    announce("results", actor=actor, at=at)
    return counts


def write_marks(remark: Remark, effects: tuple[Effect, ...], *, at: datetime) -> int:
    """Append the new marks with the decision they follow; what stood before stays on record."""
    made = append(
        Marking,
        (
            Marking(
                item_id=new.item,
                source=Marking.Source.REMARK,
                fraction=new.mark.share or NO_MARK,
                excluded=new.mark.excluded,
                recorded_at=at,
            )
            for one in effects
            for new in one.marks
        ),
    )
    append(RemarkedMark, (RemarkedMark(remark=remark, marking=marking, recorded_at=at) for marking in made))
    return len(made)


def effect_row(remark: Remark, one: Effect, at: datetime) -> RemarkEffect:
    return RemarkEffect(
        remark=remark,
        person_id=one.person,
        paper_id=one.paper,
        moved=one.moved.value,
        before=one.before.percent,
        after=one.after.percent,
        recorded_at=at,
    )


def give_up(remark: Remark, *, actor: Actor) -> None:
    """Say that a decision was not carried out, so that another can be made."""
    with audit.because(actor, remark.reason):
        audit.update(Remark.objects.filter(pk=remark.pk, state=RemarkState.RUNNING), state=RemarkState.FAILED)


def follow_up(*, actor: Actor, at: datetime) -> int:
    """Apply standing decisions to marks that came after them: attempts then in progress, late answers counted. How many marks."""
    require(actor, Verb.APPROVE, "quarantine")
    written = 0
    for question_id in sorted(left_behind()):
        with transaction.atomic():
            # The lock orders two follow-ups, so that the second finds nothing left to write.
            question = Question.objects.select_for_update().get(pk=question_id)
            remark, items = standing_decision(question_id), left_behind().get(question_id, set())
            if remark is None or not items:
                continue
            shown = preview(question, Choice(remark.choice), new_version=remark.new_version, keep_passes=False, at=at)
            # A pass reached after the decision only by the faulty key was never given, so there is none to keep.
            late = tuple(replace(one, marks=tuple(new for new in one.marks if new.item in items)) for one in shown.effects)
            with audit.because(actor, remark.reason):
                written += write_marks(remark, late, at=at)
    if written:
        announce("results", actor=actor, at=at)
    return written
