"""The minutes of a closed ballot on paper: the question, who voted what and why, and the outcome. Names are found when it is printed."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime

from governance.core.actor import Actor
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Snapshot
from governance.core.documents.pdf import render_pdf
from governance.core.earlier import as_held
from governance.steering.chartering import names
from governance.steering.matters import Choice, Matter, Outcome
from governance.steering.models import Closing, Elector
from governance.steering.naming import recorded_officers
from governance.steering.rules import Tally
from governance.steering.showing import quorum_words, standing_words

LIGHT = {Outcome.CARRIED: "green", Outcome.LOST: "red", Outcome.NO_QUORUM: "amber"}


def minutes_pdf(closing: Closing, language: str, *, actor: Actor) -> bytes:
    """Always the same paper, whoever asks: all in it had happened when the ballot was closed."""
    snapshot = freeze("ballot", figures(closing), actor=actor, at=closing.recorded_at)
    with translation.override(language):
        return render_pdf("steering/minutes_paper.html", context(snapshot, language), language, snapshot=snapshot)


def figures(closing: Closing) -> dict[str, Any]:
    ballot = closing.ballot
    [committee] = as_held([ballot.committee], closing.recorded_at)
    electors = ballot.electors.select_related("person").prefetch_related("votes__voter")
    return {
        "ballot": ballot.pk,
        "charter": ballot.charter.number,
        "committee": names(committee),
        "matter": ballot.matter,
        "question": ballot.question,
        "note": ballot.reason,
        "opened_at": ballot.recorded_at,
        "opened_by": ballot.username,
        "submitted_by": ballot.submitted_by,
        "due_on": ballot.due_on,
        "quorum_kind": ballot.quorum_kind,
        "quorum_value": ballot.quorum_value,
        "casting_vote": ballot.casting_vote,
        "electors": sorted((of_elector(one) for one in electors), key=lambda one: (not one["chair"], one["person"])),
        "outcome": closing.outcome,
        "for": closing.votes_for,
        "against": closing.votes_against,
        "abstained": closing.abstained,
        "absent": closing.absent,
        "needed": closing.needed,
        "by_chair": closing.by_chair,
        "closed_at": closing.recorded_at,
        "closed_by": closing.username,
        "closing_note": closing.reason,
    }


def of_elector(elector: Elector) -> dict[str, Any]:
    """Who it is and the vote they gave last; nothing of a vote where there is none."""
    told: dict[str, Any] = {"person": elector.person.pseudonym, "chair": elector.chair, "excluded": elector.excluded}
    last = max(elector.votes.all(), key=lambda vote: vote.number, default=None)
    if last is not None:
        told |= {"choice": last.choice, "why": last.reason, "voter": last.voter.pseudonym, "voted_at": last.recorded_at}
    return told


def context(snapshot: Snapshot, language: str) -> dict[str, Any]:
    told = snapshot.figures
    listed = told["electors"]
    known = recorded_officers(
        [told["opened_by"], told["submitted_by"], told["closed_by"]]
        + [one[key] for one in listed for key in ("person", "voter") if key in one]
    )
    who = {name: known.get(name, name) for name in (told["opened_by"], told["submitted_by"], told["closed_by"])}
    entitled = sum(not one["excluded"] for one in listed)
    return {
        "told": told,
        "committee": told["committee"][language],
        "matter": Matter(told["matter"]).label,
        "outcome": Outcome(told["outcome"]).label,
        "counts": standing_words(tally_of(told), False),
        "light": LIGHT[Outcome(told["outcome"])],
        "quorum": quorum_words(told["quorum_kind"], told["quorum_value"], entitled),
        "due_on": parse_date(told["due_on"]),
        "opened_at": parse_datetime(told["opened_at"]),
        "closed_at": parse_datetime(told["closed_at"]),
        "opened_by": who[told["opened_by"]],
        "submitted_by": who[told["submitted_by"]],
        "closed_by": who[told["closed_by"]],
        "votes": [line(one, known) for one in listed],
    }


def tally_of(told: dict[str, Any]) -> Tally:
    return Tally(
        Outcome(told["outcome"]), told["for"], told["against"], told["abstained"], told["absent"], told["needed"], by_chair=told["by_chair"]
    )


def line(one: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    name = known.get(one["person"], one["person"])
    voter = one.get("voter", one["person"])
    return {
        "name": name,
        "chair": one["chair"],
        "excluded": one["excluded"],
        "choice": Choice(one["choice"]).label if "choice" in one else "",
        "why": one.get("why", ""),
        "deputy": known.get(voter, voter) if voter != one["person"] else "",
        "at": parse_datetime(one["voted_at"]) if "voted_at" in one else None,
    }
