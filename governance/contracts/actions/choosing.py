"""Choosing a vendor: candidates, points, the decision; the winner's promises become commitments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.models import Candidate, Commitment, Contract, Criterion, Promise, Score, Selection, SelectionState, Vendor
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require

# The criteria of the published cases, with weights that a project office changes as it sees fit.
USUAL_CRITERIA = (
    (_("Understanding of our business"), 25),
    (_("Experience offered unasked"), 15),
    (_("Record of being on time"), 20),
    (_("People over brand"), 20),
    (_("Low cost, unneeded functions avoided"), 10),
    (_("Room to grow"), 10),
)


def open_selection(
    *, title: str, criteria: Sequence[tuple[str, Decimal]], vendors: Sequence[Vendor], actor: Actor, at: datetime
) -> Selection:
    """A selection with its weighted criteria and candidates."""
    require(actor, Verb.CHANGE, "selection")
    if len(vendors) < 2:
        raise InvalidInput(_("A choice needs at least two vendors."), fields={"vendors": _("Choose two or more.")})
    if not criteria or any(weight <= 0 for _name, weight in criteria):
        raise InvalidInput(_("Each criterion has a weight above zero."), fields={"criteria": _("Weights above zero.")})
    with transaction.atomic(), audit.because(actor, ""):
        made = Selection.objects.create(title=title)
        rows = [Criterion(selection=made, name=name, weight=weight, position=place) for place, (name, weight) in enumerate(criteria)]
        audit.bulk_create(Criterion, rows)
        audit.bulk_create(Candidate, [Candidate(selection=made, vendor=vendor) for vendor in vendors])
    return made


def give_points(candidate: Candidate, criterion: Criterion, *, points: Decimal, comment: str = "", actor: Actor, at: datetime) -> Score:
    """One evaluator's points; a later entry supersedes the earlier one of the same evaluator."""
    require(actor, Verb.CHANGE, "points")
    if not 0 <= points <= 10:
        raise InvalidInput(_("Points go from 0 to 10."), fields={"points": _("0 to 10.")})
    with transaction.atomic(), audit.because(actor, comment):
        _scoring(candidate.selection)
        mine = Score.objects.filter(candidate=candidate, criterion=criterion, username=actor.username, superseded_at__isnull=True)
        held = mine.select_for_update().first()
        if held is not None and (held.points, held.comment) == (points, comment):
            return held
        mine.update(superseded_at=at)
        return Score.objects.create(
            candidate=candidate, criterion=criterion, username=actor.username, points=points, comment=comment, recorded_at=at
        )


def add_promise(candidate: Candidate, *, text: str, actor: Actor, at: datetime) -> Promise:
    """Write down what a candidate promises."""
    require(actor, Verb.CHANGE, "selection")
    _scoring(candidate.selection)
    with audit.because(actor, ""):
        return Promise.objects.create(candidate=candidate, text=text)


def choose(selection: Selection, winner: Candidate, *, on: date, actor: Actor, at: datetime, reason: str) -> None:
    """Decide for one candidate: the sponsor's decision, with its reason. Once."""
    require(actor, Verb.APPROVE, "selection")
    if not reason.strip():
        raise InvalidInput(_("A choice says why."), fields={"reason": _("Enter the reason.")})
    if winner.selection_id != selection.pk:
        raise InvalidInput(_("This vendor is not a candidate."), fields={"winner": _("Choose a candidate.")})
    still = Selection.objects.filter(pk=selection.pk, state=SelectionState.SCORING)
    with audit.because(actor, reason):
        if not audit.update(still, state=SelectionState.DECIDED, winner=winner.vendor, decided_on=on):
            raise Conflict(_("This selection is already decided."))
    selection.refresh_from_db()


def commit_promises(contract: Contract, selection: Selection, *, actor: Actor, at: datetime) -> list[Commitment]:
    """The winner's promises as commitments of its contract; running it again adds only what is new."""
    require(actor, Verb.CHANGE, "contract")
    if selection.winner_id != contract.vendor_id:
        raise Refused(_("The contract is with another vendor than the one chosen."))
    with transaction.atomic(), audit.because(actor, str(selection)):
        if contract.selection_id is None:
            contract.selection = selection
            contract.save()
        promises = Promise.objects.filter(candidate__selection=selection, candidate__vendor=contract.vendor, commitment__isnull=True)
        rows = [Commitment(contract=contract, promise=promise, text=promise.text) for promise in promises]
        return audit.bulk_create(Commitment, rows)


def _scoring(selection: Selection) -> None:
    if selection.state != SelectionState.SCORING:
        raise Conflict(_("This selection is already decided."))
