"""A decision at a gate on paper: from its frozen evidence, in any language, with the fingerprint that proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation

from governance.core import written
from governance.core.actor import Actor
from governance.core.documents.archive import keep
from governance.core.documents.pdf import render_pdf
from governance.core.languages import said
from governance.core.permissions import Verb, require
from governance.steering import naming
from rollout.staging.gate_lines import ballot_of, of_decision, overrides_of
from rollout.staging.models import GateDecision


def decision_pdf(decision: GateDecision, language: str, *, actor: Actor, at: datetime) -> bytes:
    """The printed decision; kept, so that the file itself can be verified."""
    require(actor, Verb.VIEW, "gate_decision", office_id=decision.rollout.office_id)
    with translation.override(language):
        names = naming.deciders({decision.username, *(row["by"] for row in decision.frozen["overrides"])}, actor)
        office = said(decision.frozen["office"]["name"])
        title = f"{office} · {decision.version.gate}"
        context = {
            "decision": decision,
            "frozen": decision.frozen,
            "office": office,
            "title": title,
            "gate": str(decision.version.gate),
            "on": written.day(decision.on),
            "lines": of_decision(decision, actor),
            "ballot": ballot_of(decision),
            "overrides": [row | {"by": names.get(row["by"], row["by"])} for row in overrides_of(decision)],
            "conditions": conditions_of(decision),
            "authority": said(decision.frozen["decision"]["authority"]),
            "by": names.get(decision.username, decision.username),
        }
        pdf = render_pdf("staging/gate_decision_paper.html", context, language, snapshot=decision.snapshot)
    keep(decision.snapshot, pdf, language=language, title=title[:200], actor=actor, at=at)
    return pdf


def conditions_of(decision: GateDecision) -> list[dict[str, Any]]:
    """The conditions with the names of their owners, which go with what they answer for."""
    rows = list(decision.conditions.order_by("place"))
    owners = naming.officers(row.owner_id for row in rows)
    return [{"text": row.text, "owner": owners.get(row.owner_id, ""), "due": row.due} for row in rows]
