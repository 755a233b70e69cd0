"""The life of a version: into consultation, consulted, reviewed, approved, published, withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.jobs import announce
from governance.core.languages import LANGUAGES
from governance.core.models import Attachment
from governance.core.permissions import Verb, allows, require, require_other
from governance.policies import texts
from governance.policies.actions.drafting import entitle
from governance.policies.actions.moving import CHANGED, day_of, held, move, not_later, refuse_if, said
from governance.policies.models import PolicyText, PolicyVersion, VersionEvent
from governance.policies.rules import life
from governance.policies.rules.life import Wording
from governance.policies.states import Change, Touches, VersionState, VersionStep

# Who must have signed what changes with both; what there is to sign only with the first.
VERSIONS, SIGNATURES = "policies", "signatures"
FILE_MISSING = _("Attach the file: it is the evidence.")


def wording(version: PolicyVersion) -> Wording:
    """The version as the pure rules see it."""
    return Wording(
        number=version.number,
        change=Change(version.change),
        change_note=version.change_note,
        titles=version.titles,
        bodies=version.bodies,
        effective_on=version.effective_on,
        sign_by=version.sign_by,
        job_roles=frozenset(version.job_roles),
        crm_roles=frozenset(version.crm_roles),
        office_ids=frozenset(version.office_ids),
        touches=touches(version),
    )


def touches(version: PolicyVersion) -> frozenset[Touches]:
    return frozenset(Touches(one) for one in version.touches)


def last_published(version: PolicyVersion) -> PolicyVersion | None:
    """The version before this one that was published and never taken back before its day."""
    before = version.policy.versions.filter(number__lt=version.number, events__step=VersionStep.PUBLISH).order_by("-number")
    return next((one for one in before if one.withdrawn_from is None or (one.effective_on and one.withdrawn_from > one.effective_on)), None)


def recorded(version: PolicyVersion) -> set[VersionStep]:
    """The steps of the present round."""
    return {VersionStep(step) for step in version.events.filter(round=version.round).values_list("step", flat=True)}


def submitted_by(version: PolicyVersion) -> str:
    event = version.events.filter(round=version.round, step=VersionStep.SUBMIT).order_by("-pk").first()
    return event.username if event else ""


def note(
    version: PolicyVersion,
    step: VersionStep,
    on: date,
    at: datetime,
    *,
    party: str = "",
    outcome: str = "",
    attachment: Attachment | None = None,
) -> VersionEvent:
    return VersionEvent.objects.create(
        version=version, step=step, round=version.round, on=on, party=party, outcome=outcome, attachment=attachment, recorded_at=at
    )


def turn(version: PolicyVersion, step: VersionStep) -> PolicyVersion:
    """The version, held, after the table of moves was asked."""
    version = held(version)
    refuse_if(life.against_move(step, VersionState(version.state)))
    return version


@transaction.atomic
def submit(version: PolicyVersion, *, actor: Actor, at: datetime, reason: str = "") -> PolicyVersion:
    """Send the draft into consultation: its text is fixed from here on."""
    require(actor, Verb.CHANGE, "policy")
    version = turn(version, VersionStep.SUBMIT)
    before = last_published(version)
    refuse_if(life.against_submission(wording(version), wording(before) if before else None), _("The draft is not complete yet."))
    with audit.because(actor, reason):
        move(version, VersionState.DRAFT, state=VersionState.CONSULTATION, round=version.round + 1)
        note(version, VersionStep.SUBMIT, day_of(at), at)
    return version


@transaction.atomic
def record_consultation(
    version: PolicyVersion,
    *,
    party: str,
    on: date,
    outcome: str,
    attachment: Attachment | None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> VersionEvent:
    """With whom it was talked over, when, with what outcome, and the minutes."""
    require(actor, Verb.CHANGE, "policy")
    return evidence(
        version, VersionStep.CONSULT, party, on, said(outcome, "outcome", _("Say what came out of it.")), attachment, actor, at, reason
    )


@transaction.atomic
def record_review(
    version: PolicyVersion,
    *,
    party: str,
    on: date,
    attachment: Attachment | None,
    outcome: str = "",
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> VersionEvent:
    """By whom it was legally reviewed, when, and the opinion."""
    require(actor, Verb.CHANGE, "policy")
    return evidence(version, VersionStep.REVIEW, party, on, outcome.strip(), attachment, actor, at, reason)


def evidence(
    version: PolicyVersion,
    step: VersionStep,
    party: str,
    on: date,
    outcome: str,
    attachment: Attachment | None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> VersionEvent:
    """A consultation or review: named, dated, with its file. It counts for the text as it stands in this round."""
    party = said(party, "party", _("Say with whom, or by whom."))[:200]
    not_later(on, day_of(at))
    if attachment is None:
        raise InvalidInput(FILE_MISSING, fields={"file": FILE_MISSING})
    version = turn(version, step)
    with audit.because(actor, reason):
        return note(version, step, on, at, party=party, outcome=outcome, attachment=attachment)


@transaction.atomic
def approve(version: PolicyVersion, *, actor: Actor, at: datetime, reason: str) -> VersionEvent:
    """The sponsor's approval of the text of this round; never by whoever sent it in."""
    require(actor, Verb.APPROVE, "policy")
    version = turn(version, VersionStep.APPROVE)
    require_other(actor, submitted_by(version))
    refuse_if(life.against_approval(touches(version), recorded(version)), _("It cannot be approved yet."))
    said(reason, "reason", _("Please give a reason."))
    if version.events.filter(round=version.round, step=VersionStep.APPROVE).exists():
        raise Conflict(_("It is already approved."))
    with audit.because(actor, reason):
        try:
            with transaction.atomic():
                return note(version, VersionStep.APPROVE, day_of(at), at)
        except IntegrityError:
            raise Conflict(CHANGED) from None


@transaction.atomic
def send_back(version: PolicyVersion, *, actor: Actor, at: datetime, reason: str) -> PolicyVersion:
    """Back to the draft. What was consulted, reviewed and approved was about the old wording and has to be done again."""
    writes_or_approves(actor)
    version = turn(version, VersionStep.RETURN)
    said(reason, "reason", _("Please give a reason."))
    with audit.because(actor, reason):
        note(version, VersionStep.RETURN, day_of(at), at)
        move(version, VersionState.CONSULTATION, state=VersionState.DRAFT)
    return version


def writes_or_approves(actor: Actor) -> None:
    """Both those who write policies and the sponsor may send one back or end it."""
    if not allows(actor, Verb.APPROVE, "policy"):
        require(actor, Verb.CHANGE, "policy")


@transaction.atomic
def publish(
    version: PolicyVersion, *, party: str, on: date, attachment: Attachment | None = None, actor: Actor, at: datetime, reason: str = ""
) -> PolicyVersion:
    """Made known to everyone it is for: where and when. The exact text of each language is fixed under its hash."""
    require(actor, Verb.CHANGE, "policy")
    version = turn(version, VersionStep.PUBLISH)
    not_later(on, day_of(at))
    where = said(party, "party", _("Say where it was published."))[:200]
    if version.effective_on is None or version.sign_by is None:
        raise InvalidInput(_("Say from when it is in force and by when it is to be signed."))
    missing = life.against_publication(
        touches(version), recorded(version), on=day_of(at), effective_on=version.effective_on, sign_by=version.sign_by
    )
    refuse_if(missing, _("It cannot be published yet."))
    if version.events.filter(round=version.round, step=VersionStep.APPROVE, on__gt=on).exists():
        message = _("Not before the day it was approved.")
        raise InvalidInput(message, fields={"on": message})
    with audit.because(actor, reason):
        move(version, VersionState.CONSULTATION, state=VersionState.PUBLISHED)
        note(version, VersionStep.PUBLISH, on, at, party=where, attachment=attachment)
        fix_texts(version, version.effective_on, at)
        entitle(version.policy, version)
        tell(actor, at)
    return version


def tell(actor: Actor, at: datetime) -> None:
    """Rooms above follow both topics as they need."""
    announce(VERSIONS, actor=actor, at=at)
    announce(SIGNATURES, actor=actor, at=at)


def fix_texts(version: PolicyVersion, effective_on: date, at: datetime) -> None:
    for language in LANGUAGES:
        text = version.exact_in(language, effective_on)
        PolicyText.objects.create(version=version, language=language, text=text, sha256=texts.fingerprint(text), recorded_at=at)


@transaction.atomic
def withdraw(version: PolicyVersion, *, from_day: date, actor: Actor, at: datetime, reason: str) -> PolicyVersion:
    """No longer in force from a day. A published one is the sponsor's to withdraw; a draft its authors'."""
    writes_or_approves(actor)
    version = held(version)
    seen = VersionState(version.state)
    refuse_if(life.against_withdrawal(seen, from_day=from_day, today=day_of(at)))
    require(actor, Verb.APPROVE if seen == VersionState.PUBLISHED else Verb.CHANGE, "policy")
    said(reason, "reason", _("Please give a reason."))
    with audit.because(actor, reason):
        move(version, seen, state=VersionState.WITHDRAWN, withdrawn_from=from_day)
        note(version, VersionStep.WITHDRAW, from_day, at)
        tell(actor, at)
    return version
