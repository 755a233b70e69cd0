"""Usage files: received, previewed, applied whole or not at all, discarded, withdrawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.core import audit, jobs
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.imports import open_table
from governance.core.permissions import Verb, require
from rollout.adoption import store
from rollout.adoption.actions.corrections import in_place_of, put_back, replaced, span_fields
from rollout.adoption.bulk import insert_days
from rollout.adoption.imports import (
    STEPS,
    WAIT_SECONDS,
    Counted,
    Say,
    alone,
    applied,
    counted,
    name_identities,
    plan_of,
    silent,
    write_identities,
    write_rejects,
)
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import (
    ImportState,
    MatchKind,
    SourceOffice,
    SourceUser,
    UsageDay,
    UsageImport,
    UsageMapping,
    UsageSource,
    UserMatch,
)
from rollout.adoption.models.matching import ALWAYS

WHAT = "usage_import"
OPEN = (ImportState.UPLOADED, ImportState.PLANNED)


def receive(
    *,
    file: BinaryIO,
    name: str,
    actor: Actor,
    at: datetime,
    reading: dict[str, str] | None = None,
    corrects: tuple[date, date] | None = None,
) -> UsageImport:
    """Keep a file and see that it is a table. What is none is refused and not kept. `corrects`: see corrections."""
    require(actor, Verb.IMPORT, WHAT)
    days = span_fields(corrects)
    kept = store.keep_raw(file)
    try:
        open_table(store.raw_path(kept.sha256), name, **(reading or {}))
    except InvalidInput:
        if not UsageImport.objects.filter(sha256=kept.sha256).exists():
            store.raw_path(kept.sha256).unlink(missing_ok=True)
        raise
    with audit.because(actor, _("File received")):
        return UsageImport.objects.create(
            file_name=name[-255:],
            sha256=kept.sha256,
            size=kept.size,
            reading=reading or {},
            username=actor.username,
            uploaded_at=at,
            **days,
        )


def identity_key(mapping: Mapping) -> list[str]:
    """What must stay the same over all files of a source: the identity columns, and the zone in which the time is read."""
    return sorted(f"{name} @ {mapping.zone}" if name == mapping.time else name for name in mapping.identity)


def checked_source(source: UsageSource, mapping: Mapping) -> None:
    """Refuse a mapping that would tell this source's events apart by other columns than before."""
    if UsageImport.objects.filter(source=source, state=ImportState.APPLIED, reading__kind="warehouse").exists():
        raise Refused(_("“%(source)s” is counted in its warehouse. Give files a source of their own.") % {"source": source.name})
    if source.identity and source.identity != identity_key(mapping):
        raise Refused(
            _("Events of “%(source)s” are told apart by %(columns)s. With other columns, events already counted would count again.")
            % {"source": source.name, "columns": ", ".join(source.identity)}
        )


def plan(*, sent: UsageImport, mapping: UsageMapping, actor: Actor, at: datetime, say: Say = silent) -> UsageImport:
    """Work out what the file would do and keep that with it. Nothing is counted yet."""
    require(actor, Verb.IMPORT, WHAT)
    require_open(sent)
    meaning = Mapping.from_json(mapping.spec)
    sent.source, sent.mapping, sent.spec = mapping.source, mapping, mapping.spec
    checked_source(mapping.source, meaning)
    sequence = UsageSource.objects.values_list("sequence", flat=True).get(pk=mapping.source_id)
    with counted(sent, meaning, at=at, say=say) as work:
        found, rejects = plan_of(work) | replaced(sent), write_rejects(work, sent.pk)
    with audit.because(actor, _("Previewed with the mapping “%(name)s”") % {"name": mapping.name}):
        changes = {"source": mapping.source, "mapping": mapping, "spec": mapping.spec, "plan": found, "rejects": rejects}
        _move(sent, ImportState.PLANNED, planned_sequence=sequence, first_day=None, last_day=None, **changes)
    say(STEPS, STEPS, _("Done"))
    return sent


def apply(
    *, sent: UsageImport, actor: Actor, at: datetime, mapping: UsageMapping | None = None, say: Say = silent, wait: float = WAIT_SECONDS
) -> UsageImport:
    """Count the file. With a `mapping` it is counted at once, else as previewed: not if the source changed since then."""
    require(actor, Verb.IMPORT, WHAT)
    require_open(sent)
    if mapping is not None:
        sent.source, sent.mapping, sent.spec = mapping.source, mapping, mapping.spec
    elif sent.state != ImportState.PLANNED:
        raise Conflict(_("Look at the preview first: this file has none yet."))
    source, meaning = sent.origin, Mapping.from_json(sent.spec)
    with alone(source, wait=wait, say=say):
        source.refresh_from_db()
        checked_source(source, meaning)
        if mapping is None and source.sequence != sent.planned_sequence:
            raise Conflict(_("Another file of this source was applied or withdrawn since this preview. Preview this file again."))
        with counted(sent, meaning, at=at, say=say) as work:
            files: dict[str, Any] = {"rejects": write_rejects(work, sent.pk), "identities": name_identities(work, sent.pk)}
            files["plan"] = plan_of(work) | replaced(sent)
            say(5, STEPS, _("Storing"))
            with ThreadPoolExecutor(1) as beside, audit.because(actor, _("File applied")), transaction.atomic():
                identities = beside.submit(write_identities, work, files["identities"])
                _count(sent, source, meaning, work, files, at)
                identities.result()  # On disk before the database says that they count.
                follow_up([*work.tally.weeks, *sent.plan.get("replaced_weeks", ())], actor=actor, at=at)
    say(STEPS, STEPS, _("Done"))
    return sent


def _count(sent: UsageImport, source: UsageSource, mapping: Mapping, work: Counted, files: dict[str, Any], at: datetime) -> None:
    """The one short transaction: from here on the file counts."""
    turn(source, identity=identity_key(mapping))
    days: dict[str, Any] = {"first_day": work.tally.first_day, "last_day": work.tally.last_day}
    _move(sent, ImportState.APPLIED, applied_at=at, source=source, mapping=sent.mapping, spec=sent.spec, **days, **files)
    users, offices = known_names(sent, source, work.new_users, work.new_offices)
    if sent.corrected:
        in_place_of(sent).update(superseded_at=at)
    insert_days(work.db, work.folder, users=users, offices=offices, import_id=sent.pk, at=at)
    mark_systems(source, mapping.system_users, at=at)


def known_names(sent: UsageImport, source: UsageSource, users: list[str], offices: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Take in the names first seen here; the keys of all users and office labels of the source."""
    SourceUser.objects.bulk_create([SourceUser(source=source, key=name, first_seen_in=sent) for name in users], batch_size=500)
    SourceOffice.objects.bulk_create([SourceOffice(source=source, label=name, first_seen_in=sent) for name in offices], batch_size=500)
    keys = dict(SourceUser.objects.filter(source=source).values_list("key", "pk"))
    return keys, dict(SourceOffice.objects.filter(source=source).values_list("label", "pk"))


def turn(source: UsageSource, **values: Any) -> None:
    """Take the source's next number; Conflict where another import was faster."""
    guarded = UsageSource.objects.filter(pk=source.pk, sequence=source.sequence)
    if not audit.update(guarded, sequence=F("sequence") + 1, **values):
        raise Conflict(_("Another file of this source was applied meanwhile. Preview this file again."))
    source.refresh_from_db()


def mark_systems(source: UsageSource, names: tuple[str, ...], *, at: datetime) -> None:
    """The accounts that the mapping's author confirmed as systems; what somebody decided otherwise later stays."""
    opened = audit.current()
    unknown = SourceUser.objects.filter(source=source, key__in=names, matches__isnull=True)
    UserMatch.objects.bulk_create(
        UserMatch(
            source_user=user,
            kind=MatchKind.SYSTEM,
            first_day=ALWAYS,
            recorded_at=at,
            username=opened.actor.username,
            reason=_("Named in the mapping"),
        )
        for user in unknown
    )


def discard(*, sent: UsageImport, actor: Actor, at: datetime, reason: str = "") -> UsageImport:
    """Set aside a file that was not applied."""
    require(actor, Verb.IMPORT, WHAT)
    require_open(sent)
    with audit.because(actor, reason or _("Set aside")):
        return _move(sent, ImportState.DISCARDED)


def withdraw(*, sent: UsageImport, actor: Actor, at: datetime, reason: str) -> UsageImport:
    """Take back the source's youngest applied file; its rows stay on record as superseded.

    Only the youngest: a later file may have left out events because this one had them.
    """
    require(actor, Verb.IMPORT, WHAT)
    if not reason.strip():
        raise InvalidInput(_("Say why the file is withdrawn."), fields={"reason": _("Say why the file is withdrawn.")})
    if sent.state != ImportState.APPLIED:
        raise Conflict(_("Only an applied file can be withdrawn."))
    source = sent.origin
    with alone(source), audit.because(actor, reason), transaction.atomic():
        source.refresh_from_db()
        if applied(source).last() != sent:
            raise Refused(_("Withdraw the later files of this source first: they left out events that this file had counted."))
        turn(source)
        _move(sent, ImportState.WITHDRAWN, since=(ImportState.APPLIED,), withdrawn_at=at)
        # By its days first: there is no index by import, which would slow every import for the rare withdrawal.
        if sent.first_day and sent.last_day:
            days = UsageDay.objects.current().filter(day__range=(sent.first_day, sent.last_day))
            days.filter(usage_import=sent).update(superseded_at=at)
        if sent.corrected:
            put_back(sent, at)
        follow_up([*sent.plan.get("weeks", {}), *sent.plan.get("replaced_weeks", ())], actor=actor, at=at)
    return sent


def require_open(sent: UsageImport) -> None:
    if sent.state == ImportState.APPLIED:
        raise Conflict(_("This file was applied already."))
    if sent.state not in OPEN:
        raise Conflict(_("This file was set aside. Send it again."))


def _move(sent: UsageImport, to: ImportState, *, since: tuple[ImportState, ...] = OPEN, **values: Any) -> UsageImport:
    """Guarded change of state: one winner."""
    if not audit.update(UsageImport.objects.filter(pk=sent.pk, state__in=since), state=to, **values):
        raise Conflict(_("Someone else changed this import meanwhile. Look at it again."))
    sent.refresh_from_db()
    return sent


def follow_up(weeks: list[str], *, actor: Actor, at: datetime) -> None:
    """Have the figures of these weeks computed anew, in a job of its own."""
    days = sorted({date.fromisoformat(week).isoformat() for week in weeks})
    if days:
        jobs.start("adoption.recompute", actor=actor, at=at, arguments={"weeks": days, "reason": _("Usage file")})
