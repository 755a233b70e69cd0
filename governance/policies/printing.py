"""The policy on paper, and the signed copy. What is frozen names people by pseudonym only, so that it outlives their names."""

from __future__ import annotations

from datetime import date, datetime

from governance.core.actor import Actor
from governance.core.documents.freezing import freeze
from governance.core.documents.pdf import render_pdf
from governance.core.errors import NotFound
from governance.policies import texts
from governance.policies.models import PolicyVersion, Signature
from governance.policies.states import VersionStep


def policy_pdf(version: PolicyVersion, language: str, *, actor: Actor, at: datetime) -> bytes:
    """The wording as sent into consultation or published, in one language."""
    last = version.events.filter(step__in=[VersionStep.SUBMIT, VersionStep.PUBLISH]).order_by("-pk").first()
    if last is None or version.effective_on is None:
        raise NotFound("no wording")
    text = wording(version, version.effective_on, language)
    figures = {
        "policy": version.policy.code,
        "version": version.number,
        "language": language,
        "title": version.titles[language],
        "state": version.state,
        "text_sha256": texts.fingerprint(text),
        "text": text,
    }
    snapshot = freeze("policy", figures, actor=actor, at=last.recorded_at)
    context = {"exact": texts.cut(text), "version": version, "published": last.step == VersionStep.PUBLISH}
    return render_pdf("policies/policy_paper.html", context, language, snapshot=snapshot)


def wording(version: PolicyVersion, effective_on: date, language: str) -> str:
    """The text that was fixed when it was published, to the letter; before that, as it would be."""
    fixed = version.texts.filter(language=language).first()
    return version.exact_in(language, effective_on) if fixed is None else fixed.text


def signature_pdf(signature: Signature, name: str, *, actor: Actor) -> bytes:
    """The exact text signed, with the signature. `name` is printed as the reader may know it, and is not frozen."""
    text = signature.text
    figures = {
        "policy": signature.version.policy.code,
        "version": signature.version.number,
        "language": text.language,
        "person": signature.person.pseudonym,
        "signed_on": signature.signed_on,
        "signed_at": signature.recorded_at,
        "signed_in_by": signature.way,
        "text_sha256": signature.sha256,
        "text": text.text,
    }
    snapshot = freeze("policy signature", figures, actor=actor, at=signature.recorded_at)
    context = {"exact": texts.cut(text.text), "signature": signature, "name": name, "hash": signature.sha256}
    return render_pdf("policies/signature_paper.html", context, text.language, snapshot=snapshot)
