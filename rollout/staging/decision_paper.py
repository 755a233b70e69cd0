"""A decision at a gate on paper: from its frozen evidence, in any language, with the fingerprint that proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation

from governance.core import naming, written
from governance.core.actor import Actor
from governance.core.documents.archive import keep
from governance.core.documents.pdf import render_pdf
from governance.core.permissions import Verb, require
from governance.organisation.selectors import people_names
from rollout.staging.gate_lines import ballot_of, in_language, of_decision, overrides_of
from rollout.staging.models import GateDecision


def decision_pdf(decision: GateDecision, language: str, *, actor: Actor, at: datetime) -> bytes:
    """The printed decision; kept, so that the file itself can be verified."""
    require(actor, Verb.VIEW, "gate_decision", office_id=decision.rollout.office_id)
    with translation.override(language):
        names = naming.names({decision.username, *(row["by"] for row in decision.frozen["overrides"])}, actor)
        office = in_language(decision.frozen["office"]["name"])
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
            "conditions": conditions_of(decision, actor),
            "authority": in_language(decision.frozen["decision"]["authority"]),
            "by": names.get(decision.username, decision.username),
        }
        pdf = render_pdf("staging/gate_decision_paper.html", context, language, snapshot=decision.snapshot)
    keep(decision.snapshot, pdf, language=language, title=title[:200], actor=actor, at=at)
    return pdf


def conditions_of(decision: GateDecision, actor: Actor) -> list[dict[str, Any]]:
    """The conditions with the names of their owners, as this reader may know them."""
    rows = list(decision.conditions.order_by("place"))
    owners = people_names([row.owner_id for row in rows], actor)
    return [{"text": row.text, "owner": owners.get(row.owner_id, ""), "due": row.due} for row in rows]
