"""A decision at a gate on paper: from its frozen evidence, in any language, with the fingerprint that proves it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import translation

from governance.core.actor import Actor
from governance.core.documents.archive import keep
from governance.core.documents.pdf import render_pdf
from governance.core.permissions import Verb, require
from rollout.staging.gate_lines import ballot_of, in_language, of_decision, overrides_of
from rollout.staging.models import GateDecision


def decision_pdf(decision: GateDecision, language: str, *, actor: Actor, at: datetime) -> bytes:
    """The printed decision; kept, so that the file itself can be verified."""
    require(actor, Verb.VIEW, "gate_decision", office_id=decision.rollout.office_id)
    with translation.override(language):
        office = in_language(decision.frozen["office"]["name"])
        title = f"{office}: {decision.version.gate}"
        context = {
            "decision": decision,
            "frozen": decision.frozen,
            "office": office,
            "title": title,
            "lines": of_decision(decision, actor),
            "ballot": ballot_of(decision),
            "overrides": overrides_of(decision),
            "conditions": [row | {"due": date.fromisoformat(row["due"])} for row in decision.frozen["conditions"]],
        }
        pdf = render_pdf("staging/gate_decision_paper.html", context, language, snapshot=decision.snapshot)
    keep(decision.snapshot, pdf, language=language, title=title[:200], actor=actor, at=at)
    return pdf
