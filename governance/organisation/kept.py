"""The kinds of record of this room, with the periods for which they are kept and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as WebSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import attachments, audit
from governance.core.actor import Actor
from governance.core.models import Attachment, ImportBatch, ImportState
from governance.organisation import retention
from governance.organisation.actions.accounts import close_account
from governance.organisation.actions.dated import day_of
from governance.organisation.actions.retention import request_erasure
from governance.organisation.models import Account, ErasureStatus, OneTimeCode, Person
from governance.organisation.retention import Kind


def propose_erasures(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """Identities whose time is over: a request for each, on which HR decides. Nothing is erased by itself."""
    waiting = Q(erasure_requests__status=ErasureStatus.REQUESTED)
    due = Person.objects.filter(left_on__lte=before, identity__isnull=False, identity__erased_at__isnull=True).exclude(waiting)
    people = [person for person in due.select_related("identity").order_by("pk") if not retention.is_held("identity", person.pk)]
    for person in people if really else []:
        request_erasure(person=person, actor=actor, at=at, reason="retention period over")
    return len(people)


def close_leavers(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """Open accounts of people who left."""
    accounts = list(Account.objects.filter(is_active=True, person__left_on__lt=before).order_by("pk"))
    for account in accounts if really else []:
        close_account(account=account, actor=actor, at=at, reason="left the company")
    return len(accounts)


def drop_codes(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """Spent, replaced and expired one-time codes."""
    codes = OneTimeCode.objects.filter(expires_at__date__lt=before)
    return codes.delete()[0] if really else codes.count()


def drop_sessions(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """Ended sessions with the addresses they came from."""
    sessions = UserSession.objects.filter(last_seen_at__date__lt=before)
    if not really:
        return sessions.count()
    WebSession.objects.filter(expire_date__lt=at).delete()
    return sessions.delete()[0]


def drop_rosters(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """The files of rosters sent in, and what their previews said; that they were sent in stays."""
    done = ImportBatch.objects.filter(kind="roster", created_at__date__lt=before).exclude(state=ImportState.APPLYING)
    rosters = list(done.exclude(preview={}))
    for batch in rosters if really else []:
        ImportBatch.objects.filter(pk=batch.pk).update(preview={})
        if not Attachment.objects.filter(sha256=batch.sha256).exclude(what="roster").exists():
            attachments.discard(batch.sha256)
    return len(rosters)


def forget_rosters(person_id: int, actor: Actor, at: datetime) -> None:
    """An erased person must not live on in an old file."""
    if not retention.is_held("roster_file"):
        drop_rosters(day_of(at) + timedelta(days=1), True, actor, at)


def sweep(*, really: bool, actor: Actor, at: datetime) -> Iterator[tuple[str, int | None, date]]:
    """Let go of what was kept long enough: (kind, how many, before which day); None where a legal hold keeps it whole."""
    for line in retention.schedule():
        if line.kind.sweep is None:
            continue
        before = retention.months_before(day_of(at), line.months)
        if retention.is_held(line.kind.code):
            yield line.kind.code, None, before
            continue
        with transaction.atomic(), audit.because(actor, "retention schedule"):
            count = line.kind.sweep(before, really, actor, at)
        yield line.kind.code, count, before


def register_kinds() -> None:
    retention.on_erasure(forget_rosters)
    retention.register(
        Kind(
            "identity",
            _("Names, contacts and employee numbers of people who left"),
            24,
            _("Claims arising from employment"),
            propose_erasures,
        ),
        Kind("account", _("Open accounts of people who left"), 0, _("Nobody signs in after the last day"), close_leavers),
        Kind("one_time_code", _("One-time codes after their expiry"), 1, _("To look into a disputed sign-in"), drop_codes),
        Kind("session", _("Where people signed in from"), 3, _("To look into misuse of an account"), drop_sessions),
        Kind("roster_file", _("Roster files sent in"), 3, _("To compare the record with its source"), drop_rosters),
        Kind("record", _("The record: changes, decisions, roles"), 120, _("Audit and contract claims; holds pseudonyms only")),
    )
