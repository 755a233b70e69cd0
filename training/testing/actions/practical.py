"""Practical tests: the assessor opens the checklist, each row is saved as it is seen, and is signed off once."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import attachments, audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from training.testing import timing
from training.testing.actions.rows import append
from training.testing.actions.taking import begin, version_to_take
from training.testing.models import (
    Attempt,
    AttemptEvent,
    AttemptItem,
    AttemptState,
    Marking,
    Observation,
    Paper,
    PaperKind,
    Seen,
    SignOff,
)
from training.testing.selectors.checklists import sheets
from training.testing.sending import UNNAMED, Stamp
from training.testing.types import Practical

LONGEST_NOTE = 2000
LONGEST_CLIENT_ID = 64
LARGEST_EVIDENCE = 15 * 1024 * 1024


def open_checklist(paper: Paper, person: Person, *, actor: Actor, at: datetime) -> Attempt:
    """Begin to assess a person, or go on where the assessment stands."""
    may_assess(person.pk, actor)
    if paper.kind != PaperKind.PRACTICAL:
        raise NotFound(_("There is no such practical test."))
    try:
        with transaction.atomic(), audit.because(actor, ""):
            Person.objects.select_for_update().get(pk=person.pk)
            going = Attempt.objects.open().filter(paper=paper, person=person).first()
            return going or begin(version_to_take(paper, person, at), person, at=at)
    except IntegrityError:
        return Attempt.objects.open().get(paper=paper, person=person)


def may_assess(person_id: int, actor: Actor) -> None:
    require(actor, Verb.CHANGE, "practical")
    if actor.person_id == person_id and not actor.system:
        raise NotAllowed(_("Nobody assesses themselves. Ask another assessor."))


def observe(
    attempt: Attempt,
    item_id: int,
    place: int,
    *,
    seen: str,
    note: str = "",
    evidence: BinaryIO | None = None,
    evidence_name: str = "",
    client_id: str,
    stamp: Stamp = UNNAMED,
    actor: Actor,
    at: datetime,
) -> Observation:
    """Save one row as it is given, once per `client_id`: what a bad connection sends twice is kept once."""
    may_assess(attempt.person_id, actor)
    item = AttemptItem.objects.filter(attempt=attempt, pk=item_id).select_related("question_version").first()
    question = item.question_version.content if item is not None else None
    if item is None or not isinstance(question, Practical) or not 0 <= place < len(question.checks):
        raise NotFound(_("This row is not part of the checklist."))
    if not client_id or len(client_id) > LONGEST_CLIENT_ID:
        raise InvalidInput(_("This did not come from the checklist. Open it again; what was saved is kept."))
    if known := Observation.objects.filter(item=item, client_id=client_id).first():
        return known
    if seen not in Seen.values:
        raise InvalidInput(_("Choose done, partly or not done."), fields={"seen": _("Choose done, partly or not done.")})
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(_("The note is too long."), fields={"note": _("At most %(most)s characters.") % {"most": LONGEST_NOTE}})
    with transaction.atomic(), audit.because(actor, ""):
        locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if not locked.is_open:
            raise Conflict(_("This checklist is signed off. Nothing was changed."))
        kept = None
        if evidence is not None:
            kept = attachments.store(evidence, name=evidence_name, actor=actor, at=at, what="practical", limit=LARGEST_EVIDENCE)
        given = timing.reckoned(at, locked.started_at, stamp.device_at, stamp.device_sent_at)
        order = {"device": stamp.device, "sequence": stamp.sequence, "reckoned_at": given}
        return Observation.objects.get_or_create(
            item=item,
            client_id=client_id,
            defaults={"place": place, "seen": seen, "note": note.strip(), "evidence": kept, "recorded_at": at} | order,
        )[0]


def sign_off(attempt: Attempt, *, remark: str = "", actor: Actor, at: datetime) -> SignOff:
    """Close the checklist with its mark: one winner, and only when every row was looked at and every picture asked for is there."""
    may_assess(attempt.person_id, actor)
    with transaction.atomic(), audit.because(actor, remark[:LONGEST_NOTE]):
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        seen = sheets(attempt)
        still_open = Attempt.objects.open().filter(pk=attempt.pk)
        if not seen or not still_open.exists():
            raise Conflict(_("This checklist is already signed off."))
        if reasons := missing(attempt):
            raise Refused(_("The checklist is not complete."), reasons=reasons)
        audit.update(still_open, state=AttemptState.SUBMITTED, submitted_at=at)
        AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.SUBMITTED, recorded_at=at)
        signed = SignOff.objects.create(attempt=attempt, remark=remark.strip()[:LONGEST_NOTE], recorded_at=at)
        append(
            Marking,
            (Marking(item=one.item, source=Marking.Source.OBSERVED, fraction=one.result.share or 0, recorded_at=at) for one in seen),
        )
    announce("results", actor=actor, at=at)
    attempt.refresh_from_db()
    return signed


def missing(attempt: Attempt) -> list[str]:
    """What is still to be looked at, in words; empty when the checklist can be signed off."""
    found = sheets(attempt)
    rows = sum(len(one.result.open) for one in found)
    pictures = sum(line.evidence_missing for one in found for line in one.lines)
    reasons = [_("Rows not looked at yet: %(rows)s.") % {"rows": rows}] if rows else []
    return [str(reason) for reason in reasons + ([_("Pictures still missing: %(rows)s.") % {"rows": pictures}] if pictures else [])]
