"""Reconciliation: keeping what was found, saying whose an account is, settling what differs."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from training.clearance.actions.asking import reason_given
from training.clearance.models import AccountKey, AccountName, Finding, FindingKind, Outcome, Reconciliation, Resolution
from training.clearance.reconciling import Compared
from training.clearance.selectors.lists import line_kept, rows


def keep_comparison(compared: Compared, *, batch: ImportBatch | None, actor: Actor, at: datetime, reason: str = "") -> Reconciliation:
    """Keep one comparison with all it found, and why those who have access should not."""
    require(actor, Verb.IMPORT, "crm_account")
    day = timezone.localdate(at)
    with transaction.atomic(), audit.because(actor, reason):
        if same := Reconciliation.objects.filter(on=day, digest=compared.digest).first():
            return same
        made = Reconciliation.objects.create(
            batch=batch,
            on=day,
            accounts=compared.accounts,
            active=compared.active,
            matched=compared.matched,
            digest=compared.digest,
            recorded_at=at,
        )
        people = {one.person_id for one in compared.found if one.person_id}
        lacking = {row.person_id: [line_kept(line) for line in row.lacking] for row in rows(day, people=people)}
        opened, names = audit.current(), named({one.key for one in compared.found if one.key})
        Finding.objects.bulk_create(
            [
                Finding(
                    reconciliation=made,
                    kind=FindingKind(one.kind.value),
                    account=names.get(one.key),
                    person_id=one.person_id,
                    office_id=one.office_id,
                    crm_role=one.crm_role,
                    row=one.row,
                    why=lacking.get(one.person_id or 0, []) if one.kind.value == FindingKind.UNCLEARED.value else [],
                    recorded_at=at,
                    username=opened.actor.username,
                    operation=opened.id,
                )
                for one in compared.found
            ],
            batch_size=500,
        )
    return made


def named(texts: set[str]) -> dict[str, AccountName]:
    """The rows of these account names, made where they are new."""
    AccountName.objects.bulk_create([AccountName(name=text) for text in sorted(texts)], ignore_conflicts=True, batch_size=500)
    return {row.name: row for row in AccountName.objects.all() if row.name in texts}


def settle_finding(finding: Finding, *, outcome: Outcome, actor: Actor, at: datetime, reason: str) -> Resolution:
    """Say what was done about it. It comes up again in the next comparison if it still differs."""
    require(actor, Verb.CHANGE, "crm_account")
    reason_given(reason)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            return Resolution.objects.create(finding=finding, outcome=outcome, recorded_at=at)
    except IntegrityError:
        raise Conflict(_("Somebody has settled this already.")) from None


def know_account(finding: Finding, *, person: Person | None, actor: Actor, at: datetime, reason: str) -> AccountKey:
    """From now on this account is that person's, or (without one) a technical account; the finding is settled by it."""
    require(actor, Verb.CHANGE, "crm_account")
    reason_given(reason)
    if finding.kind != FindingKind.UNKNOWN or finding.account is None:
        raise InvalidInput(_("Only an account that nobody is known to have can be matched."))
    outcome = Outcome.MATCHED if person else Outcome.TECHNICAL
    with transaction.atomic():
        settle_finding(finding, outcome=outcome, actor=actor, at=at, reason=reason)
        AccountKey.objects.current().filter(account=finding.account).update(superseded_at=at)
        return AccountKey.objects.create(account=finding.account, person=person, username=actor.username, reason=reason, recorded_at=at)
