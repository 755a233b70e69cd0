"""What waits for a decision at the top, and what was decided in the month before the day. Said without names of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.models import RoleAssignment, RoleStatus
from governance.steering.models import Ballot, CharterSigning, Closing
from reports.dashboards import wording
from reports.dashboards.sections.asked import Asked, Facts, in_languages, plain, texts
from rollout.adoption.models import WeightState, WeightVersion
from rollout.staging.gating import waiting
from rollout.staging.models import GateDecision, Override, PilotWithdrawal, ProgrammeStop
from rollout.staging.states import Decided
from training.clearance.models import RequirementState, RequirementVersion

MONTH = timedelta(days=31)


def facts(asked: Asked) -> Facts | None:
    """Both lists, the oldest request and the youngest decision first."""
    if not allows(asked.reader, Verb.VIEW, "sponsor_page"):
        return None
    return listed(requests(asked), decided(asked), asked)


def listed(requests: Iterable[Facts], decided: Iterable[Facts], asked: Asked) -> Facts | None:
    wanted = sorted(requests, key=lambda one: (one["since"] or "9999", one["kind"]))
    taken = sorted(decided, key=lambda one: (one["on"], one["kind"]), reverse=True)
    if not wanted and not taken:
        return None
    return {"asked": wanted, "taken": taken, "from": plain(asked.day - MONTH)}


def end(asked: Asked) -> datetime:
    """The instant up to which the record counts: the end of the day, or what was known where that is earlier."""
    last = timezone.make_aware(datetime.combine(asked.day, time.max))
    return min(last, asked.known_at) if asked.known_at else last


def without_gates(asked: Asked) -> Facts | None:
    """The same without the gates, each of whose criteria is read anew: a part of the page of its own."""
    if not allows(asked.reader, Verb.VIEW, "sponsor_page"):
        return None
    return listed(proposals(asked), decided(asked), asked)


def gates_alone(asked: Asked) -> Facts | None:
    """The gates that are ready, nothing else."""
    return listed(gates(asked), (), asked) if allows(asked.reader, Verb.VIEW, "sponsor_page") else None


def requests(asked: Asked) -> Iterator[Facts]:
    yield from gates(asked)
    yield from proposals(asked)


def proposals(asked: Asked) -> Iterator[Facts]:
    for ballot in Ballot.objects.open(end(asked)).select_related("committee").order_by("due_on", "pk"):
        yield request("ballot", ballot.pk, ballot.recorded_at, in_languages(ballot_words, ballot), ballot.due_on)
    for weights in still_open(WeightVersion.objects.all(), asked):
        yield request("weights", weights.pk, weights.proposed_at, in_languages(weights_asked, weights))
    for rules in still_open(RequirementVersion.objects.all(), asked):
        yield request("requirements", rules.pk, rules.proposed_at, in_languages(rules_asked, rules))
    for role in roles(asked):
        role.office = asked.offices[role.office_id] if role.office_id else None
        yield request("role", role.pk, role.recorded_at, in_languages(role_words, role))


def request(kind: str, key: int, since: datetime | None, text: dict[str, str], until: date | None = None) -> Facts:
    day = timezone.localdate(since) if since else None
    return {"kind": kind, "id": key, "since": plain(day), "until": plain(until), "text": text}


def still_open(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Proposed by the instant asked for and not decided by it."""
    at = end(asked)
    return rows.filter(proposed_at__lte=at).filter(Q(decided_at__isnull=True) | Q(decided_at__gt=at)).order_by("proposed_at", "pk")


def gates(asked: Asked) -> Iterator[Facts]:
    """The offices at whose gate a go is possible, as one line."""
    ready = waiting.ready_to_decide(asked.reader, end(asked), asked.known_at) if allows(asked.reader, Verb.VIEW, "gate_evidence") else []
    if ready:
        yield request("gates", 0, None, in_languages(gate_words, [asked.offices[one.rollout.office_id] for one in ready]))


def roles(asked: Asked) -> QuerySet[RoleAssignment]:
    """Roles proposed and not agreed to; what a row's status was at an earlier instant stands in its history alone."""
    rows = RoleAssignment.objects.known_at(asked.known_at).filter(recorded_at__lte=end(asked))
    if asked.known_at is None:
        rows = rows.filter(status=RoleStatus.PROPOSED)
    else:
        rows = rows.filter(pk__in=RoleAssignment.history.as_of(asked.known_at).filter(status=RoleStatus.PROPOSED).values("id"))
    return rows.order_by("recorded_at", "pk")


def decided(asked: Asked) -> Iterator[Facts]:
    at = end(asked)
    since = timezone.make_aware(datetime.combine(asked.day - MONTH, time.max))

    def within(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(recorded_at__gt=since, recorded_at__lte=at).order_by("recorded_at", "pk")

    yield from gate_decisions(asked.named(within(GateDecision.objects.select_related("rollout", "version__gate"))))
    for row in asked.named(within(Override.objects.select_related("rollout", "criterion__version"))):
        yield taken("override", row.pk, row.recorded_at, in_languages(override_words, row))
    for row in within(Closing.objects.select_related("ballot__committee")):
        yield taken("ballot", row.ballot_id, row.recorded_at, in_languages(closing_words, row))
    for row in within(CharterSigning.objects.select_related("charter")):
        yield taken("charter", row.charter_id, row.recorded_at, in_languages(charter_words, row))
    for row in asked.named(within(PilotWithdrawal.objects.select_related("rollout"))):
        yield taken("pilot", row.pk, row.recorded_at, in_languages(pilot_words, row))
    for row in within(ProgrammeStop.objects.all()):
        yield taken("stop", row.pk, row.recorded_at, texts(gettext_lazy("The programme was stopped")))
    agreed: list[tuple[str, Any, Any]] = [
        ("weights", WeightVersion.objects.filter(state=WeightState.APPROVED), weights_agreed),
        ("requirements", RequirementVersion.objects.filter(state=RequirementState.APPROVED), rules_agreed),
    ]
    for kind, rows, words in agreed:
        for row in rows.filter(decided_at__gt=since, decided_at__lte=at).order_by("decided_at", "pk"):
            yield taken(kind, row.pk, row.decided_at, in_languages(words, row))


def taken(kind: str, key: int, at: datetime, text: dict[str, str]) -> Facts:
    return {"kind": kind, "id": key, "on": plain(timezone.localdate(at)), "text": text}


def gate_decisions(rows: Iterable[GateDecision]) -> Iterator[Facts]:
    """One line per gate and outcome, however many offices."""
    grouped: dict[tuple[int, str], list[GateDecision]] = {}
    for row in rows:
        grouped.setdefault((row.version.gate_id, row.outcome), []).append(row)
    for found in grouped.values():
        yield taken("gate", found[-1].pk, found[-1].recorded_at, in_languages(decision_words, found))


def gate_words(offices: Sequence[object]) -> str:
    said = ngettext(
        "%(count)d office can pass its next gate: %(offices)s.", "%(count)d offices can pass their next gate: %(offices)s.", len(offices)
    )
    return said % {"count": len(offices), "offices": wording.first_of([str(office) for office in offices])}


def ballot_words(ballot: Ballot) -> str:
    return _("Voted on by %(committee)s: %(question)s") % {"committee": ballot.committee, "question": ballot.question}


def weights_asked(weights: WeightVersion) -> str:
    return _("New weights for the score, from the week of %(day)s") % {"day": written.day(weights.first_day)}


def weights_agreed(weights: WeightVersion) -> str:
    return _("New weights for the score hold from the week of %(day)s") % {"day": written.day(weights.first_day)}


def rules_asked(rules: RequirementVersion) -> str:
    return _("New requirements for clearance: %(rules)s") % {"rules": rules}


def rules_agreed(rules: RequirementVersion) -> str:
    return _("Requirements for clearance agreed: %(rules)s") % {"rules": rules}


def role_words(row: RoleAssignment) -> str:
    """Without the person: names are not for a report that is kept for ever."""
    values = {"role": Role(row.role).label, "office": row.office or _("the whole company")}
    return _("Somebody is proposed as %(role)s for %(office)s") % values


def decision_words(found: Sequence[GateDecision]) -> str:
    offices = wording.first_of([str(row.rollout.office) for row in found])
    values = {"outcome": Decided(found[0].outcome).label, "gate": found[0].version.gate, "offices": offices}
    return _("%(outcome)s at the gate %(gate)s: %(offices)s") % values


def override_words(row: Override) -> str:
    values = {"office": row.rollout.office, "criterion": row.criterion, "day": written.day(row.until)}
    return _("%(office)s may go on until %(day)s although this is not met: %(criterion)s") % values


def closing_words(row: Closing) -> str:
    values = {"committee": row.ballot.committee, "question": row.ballot.question, "outcome": row.get_outcome_display()}
    return _("%(committee)s: %(question)s (%(outcome)s)") % values


def charter_words(row: CharterSigning) -> str:
    return _("%(charter)s signed") % {"charter": row.charter}


def pilot_words(row: PilotWithdrawal) -> str:
    return _("Pilot withdrawn: %(office)s") % {"office": row.rollout.office}
