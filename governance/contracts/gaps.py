"""What is wrong with the clauses of a contract as they stand: they cannot be evaluated, or hang on nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from governance.contracts.models import Contract, PenaltyClause
from governance.contracts.penalties import CannotEvaluate, Gap, Subject, lint, misfits, require_subject, subject_of


@dataclass(frozen=True)
class Told:
    """One clause with what stops it and what a lawyer would find in it."""

    clause: PenaltyClause
    stops: tuple[Gap, ...]
    gaps: tuple[Gap, ...]


def told_clauses(contract: Contract) -> list[Told]:
    """Every clause of the contract with its gaps. A fixed number of queries."""
    hung = set(contract.milestones.values_list("clauses", flat=True)) - {None}
    named = set(contract.key_people.values_list("clause", flat=True)) - {None}
    found = []
    for clause in contract.clauses.all():
        terms = clause.clause
        gaps = lint(terms)
        baseless = [gap for gap in gaps if gap.code == "no_base"]
        stops = [*misfits(terms), *_misplaced(clause, hung, named), *baseless]
        if not stops and subject_of(terms) == Subject.MILESTONE and clause.pk not in hung:
            stops.append(Gap("on_no_milestone", "milestones", _("No milestone carries this clause, so it charges nothing.")))
        if not stops and subject_of(terms) == Subject.PERSON and clause.pk not in named:
            stops.append(Gap("on_nobody", "key_people", _("No key person is named for this clause, so it charges nothing.")))
        found.append(Told(clause, tuple(stops), tuple(gap for gap in gaps if gap not in baseless)))
    return found


def _misplaced(clause: PenaltyClause, hung: set[int], named: set[int]) -> list[Gap]:
    """It hangs on a milestone or a person and is about something else."""
    found = []
    for carries, subject in ((hung, Subject.MILESTONE), (named, Subject.PERSON)):
        if clause.pk in carries:
            try:
                require_subject(clause.clause, subject)
            except CannotEvaluate as refusal:
                found.append(Gap("misplaced", refusal.parameter, refusal.message))
    return found
