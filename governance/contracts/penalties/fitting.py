"""What a clause can be asked about, and the parameters with which it could never be evaluated. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import (
    Base,
    Bonus,
    Clause,
    Grace,
    GraceKind,
    Notice,
    PeriodUnit,
    Rate,
    RateUnit,
    Termination,
    Trigger,
)
from governance.contracts.penalties.facts import Facts
from governance.contracts.penalties.lint import Gap
from governance.contracts.penalties.refusal import CannotEvaluate


class Subject(TextChoices):
    """What a penalty is asked for."""

    MILESTONE = "milestone", _("milestone")
    PERSON = "person", _("key person")
    REQUEST = "request", _("request")
    SERVICE = "service", _("service level")


SUBJECTS: dict[Trigger, Subject] = {
    Trigger.LATE_SUBMISSION: Subject.MILESTONE,
    Trigger.LATE_ACCEPTANCE: Subject.MILESTONE,
    Trigger.LATE_REQUEST: Subject.REQUEST,
    Trigger.KEY_PERSON_ABSENT: Subject.PERSON,
    Trigger.SERVICE_LEVEL: Subject.SERVICE,
}
OF_CONTRACT = frozenset({Base.CONTRACT_ORIGINAL, Base.CONTRACT_AMENDED, Base.FIXED})
# The values that are known of each: a share of any other could never be worked out.
BASES: dict[Subject, frozenset[Base]] = {
    Subject.MILESTONE: OF_CONTRACT | {Base.MILESTONE, Base.UNDELIVERED},
    Subject.PERSON: OF_CONTRACT | {Base.BILL},
    Subject.REQUEST: OF_CONTRACT | {Base.BILL},
    Subject.SERVICE: OF_CONTRACT | {Base.BILL},
}


def subject_of(clause: Clause) -> Subject:
    return SUBJECTS[clause.trigger]


def require_subject(clause: Clause, subject: Subject) -> None:
    """Refuse, naming the trigger, where the clause hangs on something that it is not about."""
    if subject_of(clause) != subject:
        words = {"trigger": clause.trigger.label, "subject": subject.label}
        raise CannotEvaluate(
            "trigger", _("The clause is about “%(trigger)s”; it says nothing about a %(subject)s, so it charges nothing there.") % words
        )


def require_facts(clause: Clause, facts: Facts) -> None:
    """The engine's own guard: facts about a person say nothing to a clause on lateness, and the other way round."""
    about_person = bool(facts.absent) or facts.events is not None
    about_lateness = facts.due is not None or facts.finish is not None
    if clause.trigger == Trigger.KEY_PERSON_ABSENT:
        if about_lateness:
            raise CannotEvaluate("trigger", _("The clause is about an absent person, and the facts are of something late."))
    elif about_person:
        raise CannotEvaluate("trigger", _("The clause is about something late, and the facts are of an absent person."))


def require_fit(clause: Clause, subject: Subject) -> None:
    """Refuse what could never be evaluated for this subject, the first parameter named."""
    require_subject(clause, subject)
    for gap in misfits(clause):
        raise CannotEvaluate(gap.parameter, gap.message)


def misfits(clause: Clause) -> list[Gap]:
    """Every parameter that the clause's trigger has no use for, or no value for; empty where it can be evaluated."""
    return [*_values(clause), *_unused(clause)]


def _values(clause: Clause) -> Iterator[Gap]:
    known = BASES[subject_of(clause)]
    named = clause.base if any(_is_share(rate) for rate in clause.rates) and not clause.bands else None
    if named is not None and named not in known:
        yield Gap("unknown_base", "base", _("This value is not known for what the clause applies to."))
    capped = clause.cap.base or clause.base if clause.cap is not None and _is_share(clause.cap.rate) else None
    # A share of nothing named is a gap of the contract's own: saved with its warning, and refused when it is worked out.
    if clause.cap is not None and _is_share(clause.cap.rate) and capped not in known and not clause.takes_share_of(None):
        yield Gap("unknown_cap_base", "cap_base", _("The cap is a share of a value that is not known for what the clause applies to."))
    if Base.FIXED in (named, capped) and clause.base_sum is None:
        yield Gap("no_base_sum", "base_sum", _("The rate or the cap is a share of a fixed sum: enter the sum."))


def _unused(clause: Clause) -> Iterator[Gap]:
    subject = subject_of(clause)
    per_event, service = clause.period.unit == PeriodUnit.EVENT, subject == Subject.SERVICE
    if per_event and subject != Subject.PERSON:
        yield Gap("no_events", "period", _("Only a clause on key people is charged per event."))
    if clause.by_instants and subject in (Subject.MILESTONE, Subject.PERSON):
        yield Gap("no_instants", "days", _("Milestones and absences are recorded by the day: only requests are counted between instants."))
    if clause.tiers and (per_event or service):
        yield Gap("no_tiers", "tiers", _("Tiers are for clauses that count days."))
    if clause.grace.kind != GraceKind.NONE and (per_event or service):
        yield Gap("no_grace", "grace", _("A grace is for clauses that count days."))
    if service and clause.rate.value:
        yield Gap("no_rate", "rate", _("A clause on service levels has its rates in its bands."))
    if service and clause.termination != Termination(None, clause.termination.at_cap):
        yield Gap("no_days", "termination", _("A service level counts no days: only its cap can bring the right to terminate."))
    if clause.bonus is not None:
        yield from _bonus(clause, clause.bonus)
    if clause.bonus is not None and clause.trigger != Trigger.LATE_ACCEPTANCE:
        yield Gap("no_bonus", "bonus", _("Only a clause on late acceptance has a bonus: it rewards early acceptance."))


def bonus_terms(clause: Clause, bonus: Bonus) -> Clause:
    """The bonus as a clause of its own: early days are late days seen from the other side."""
    return replace(
        clause,
        rate=bonus.rate,
        period=bonus.period,
        counting=bonus.counting,
        cap=bonus.cap,
        tiers=(),
        grace=Grace(),
        termination=Termination(),
        notice=Notice(),
        bonus=None,
        trigger=Trigger.LATE_ACCEPTANCE,
    )


def _bonus(clause: Clause, bonus: Bonus) -> Iterator[Gap]:
    """What would keep the bonus from ever being worked out: it counts days as the clause does, and takes its share of the same base."""
    if bonus.period.unit == PeriodUnit.EVENT:
        yield Gap("no_bonus_events", "bonus", _("A bonus is per day, week or month: early acceptance is no event."))
        return
    if _is_share(bonus.rate) and clause.base is None:
        yield Gap("no_bonus_terms", "bonus", _("The bonus: %(why)s") % {"why": _("The rate is a share: say of what.")})
        return
    try:
        bonus_terms(clause, bonus)
    except CannotEvaluate as refusal:
        yield Gap("no_bonus_terms", "bonus", _("The bonus: %(why)s") % {"why": refusal.message})


def _is_share(rate: Rate) -> bool:
    return rate.unit != RateUnit.SUM
