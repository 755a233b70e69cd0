"""Read and signed: by the person alone, the exact text in the language read, once."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, NotAllowed, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.policies import reminding, selectors
from governance.policies.actions.life import SIGNATURES
from governance.policies.actions.moving import day_of
from governance.policies.models import PolicyText, PolicyVersion, Signature, SigningWay


@transaction.atomic
def sign(
    version: PolicyVersion,
    *,
    language: str,
    sha256: str,
    actor: Actor,
    at: datetime,
    opened_at: datetime | None = None,
    way: SigningWay = SigningWay.OWN_SIGN_IN,
    reason: str = "",
) -> Signature:
    """Sign the text with this hash. Signing again, also at the same moment, gives the first signature back."""
    require(actor, Verb.CHANGE, "signature", person_id=actor.person_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only a person can sign, and only for themselves."))
    if found := Signature.objects.filter(version=version, person=actor.person_id).first():
        return found
    if not selectors.signable(version, actor.person_id, day_of(at)):
        raise Refused(_("This version is not, or no longer, yours to sign."))
    text = PolicyText.objects.filter(version=version, language=language).first()
    if text is None or text.sha256 != sha256:
        raise Conflict(_("The text you read is not the text in force. Please open it again."))
    with audit.because(actor, reason):
        try:
            with transaction.atomic():
                made = as_signed(text, actor.person_id, actor=actor, at=at, opened_at=opened_at, way=way)
                made.save(force_insert=True)
        except IntegrityError:
            return Signature.objects.get(version=version, person=actor.person_id)
        reminding.settled(version.pk, actor.person_id, at=at)
        announce(SIGNATURES, actor=actor, at=at)
    return made


def as_signed(text: PolicyText, person_id: int, *, actor: Actor, at: datetime, opened_at: datetime | None, way: SigningWay) -> Signature:
    """The row of a signature, not saved yet: what of the moment it keeps."""
    return Signature(
        version_id=text.version_id,
        person_id=person_id,
        text=text,
        sha256=text.sha256,
        signed_on=day_of(at),
        opened_at=opened_at,
        account_id=actor.account_id,
        way=way,
        recorded_at=at,
    )
