"""A gate's criteria as a page or paper shows them: what is asked, what was measured, why it came out so, the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.core import metrics, naming, written
from governance.core.actor import Actor
from governance.core.errors import NotFound
from governance.core.known import figure_url
from governance.core.languages import said
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from governance.steering.matters import Choice
from governance.steering.matters import Outcome as Outcomes
from rollout.staging.gates import Asks, Compare, Criterion, Evaluation, Facts, Finding, Outcome
from rollout.staging.gates.stored import criterion_from_json
from rollout.staging.models import GateDecision, GateVersion, OfficeRollout
from rollout.staging.states import Scope

LOOKS = {Outcome.PASS: "good", Outcome.FAIL: "bad", Outcome.INCONCLUSIVE: "watch", Outcome.ERROR: "bad"}
KINDS = {Scope.OFFICE: SubjectKind.OFFICE, Scope.WAVE: SubjectKind.WAVE, Scope.PROGRAMME: SubjectKind.PROGRAMME}


@dataclass(frozen=True)
class Week:
    """One week's reading, named by its Monday."""

    monday: date
    value: str
    absent: str


@dataclass(frozen=True)
class Line:
    """One criterion for one office."""

    code: str
    label: str
    look: str
    outcome: str
    asked: str
    measured: str
    sample: int | None
    minimum: int
    data_at: datetime | None
    why: str
    counted: bool
    note: str
    word: bool
    rows: str = ""
    weeks: tuple[Week, ...] = ()
    hidden: bool = False

    @property
    def met(self) -> bool:
        return self.look == "good"


def unit_of(code: str) -> str:
    try:
        return metrics.get(code).unit
    except NotFound:
        return ""


def asked_words(criterion: Criterion, required: Decimal | None = None) -> str:
    """What is asked, in words: “at least 80 %, in 3 of the last 4 weeks”."""
    if criterion.asks == Asks.ATTESTATION:
        return _("the word of: %(role)s") % {"role": Role(criterion.role).label if criterion.role in Role.values else criterion.role}
    unit = unit_of(criterion.metric)
    value = criterion.threshold if required is None else required
    parts = [_("%(compare)s %(value)s") % {"compare": Compare(criterion.compare).label, "value": written.figure(value, unit)}]
    if required is None:
        for step in sorted(criterion.steps, key=lambda step: step.from_week):
            values = {"week": step.from_week, "value": written.figure(step.threshold, unit)}
            parts.append(_("from week %(week)d after go-live %(value)s") % values)
    if criterion.weeks_seen > 1:
        parts.append(_("in %(needed)d of the last %(seen)d weeks") % {"needed": criterion.weeks_needed, "seen": criterion.weeks_seen})
    return written.together(parts)


def more_words(criterion: Criterion) -> str:
    """What else a measured line asks: its sample and how old the data may be."""
    parts = []
    if criterion.minimum_sample:
        parts.append(_("resting on at least %(count)d") % {"count": criterion.minimum_sample})
    if criterion.fresh_days is not None:
        parts.append(_("data at most %(days)d days old") % {"days": criterion.fresh_days})
    return written.together(parts)


def standing_words(criterion: Criterion) -> str:
    """Why a line does not count, where it does not."""
    if criterion.dry_run:
        return _("dry run: shown, not counted")
    return "" if criterion.blocking else _("advisory: shown, not counted")


def subject(scope: str, rollout: OfficeRollout) -> Subject:
    ids = {Scope.OFFICE: rollout.office_id, Scope.WAVE: rollout.wave_id, Scope.PROGRAMME: rollout.wave.programme_id}
    return Subject(KINDS[Scope(scope)], ids[Scope(scope)])


def hidden_codes(lines: Sequence[tuple[Criterion, str]], rollout: OfficeRollout, day: date, actor: Actor) -> set[str]:
    """The figures that this reader may not be told though they may see the gate: small groups."""
    found = set()
    for criterion, scope in lines:
        metric = metrics._metrics.get(criterion.metric)
        if metric is None or metric.conceal is None:
            continue
        about = subject(scope, rollout)
        told = metrics.measure(criterion.metric, [about], [day], actor=actor).get((about, day))
        if told is None or told.value is None:
            found.add(criterion.code)
    return found


@dataclass(frozen=True)
class Reader:
    """What depends on who reads: the figures that may not be told, and what people are called."""

    hidden: Collection[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def reader(lines: Sequence[tuple[Criterion, str]], findings: Sequence[Finding], rollout: OfficeRollout, day: date, actor: Actor) -> Reader:
    stated = [finding.said["by"] for finding in findings if "by" in finding.said]
    return Reader(hidden_codes(lines, rollout, day, actor), naming.names(stated, actor))


def line(finding: Finding, label: str, scope: str, rollout: OfficeRollout, facts: Facts, day: date, by: Reader) -> Line:
    """One finding as it is shown."""
    criterion = finding.criterion
    word, concealed = criterion.asks == Asks.ATTESTATION, criterion.code in by.hidden
    unit = unit_of(criterion.metric)
    measured = _("not shown: a small group") if concealed else ("" if word else written.figure(finding.value, unit))
    known = not word and criterion.metric in metrics._metrics
    return Line(
        code=criterion.code,
        label=label,
        look=LOOKS[finding.outcome],
        outcome=str(finding.outcome.label),
        asked=asked_words(criterion, finding.required),
        measured=measured,
        sample=None if word or finding.value is None or concealed else finding.sample,
        minimum=criterion.minimum_sample,
        data_at=finding.data_at,
        why=finding.told(by.names),
        counted=criterion.counted,
        note=standing_words(criterion) or more_words(criterion),
        word=word,
        rows=figure_url(criterion.metric, subject(scope, rollout), day) if known else "",
        weeks=() if concealed else weeks_of(criterion, facts, day, unit),
        hidden=concealed,
    )


def weeks_of(criterion: Criterion, facts: Facts, day: date, unit: str) -> tuple[Week, ...]:
    """The weekly readings, newest first, each named by its Monday."""
    if criterion.asks == Asks.ATTESTATION or criterion.weeks_seen == 1:
        return ()
    sunday = day - timedelta(days=day.isoweekday() % 7)
    readings = facts.readings.get(criterion.code, ())
    return tuple(
        Week(sunday - timedelta(days=6 + 7 * place), written.figure(reading.value, unit), reading.absent or reading.error)
        for place, reading in enumerate(readings)
    )


def of_version(version: GateVersion, rollout: OfficeRollout, facts: Facts, evaluation: Evaluation, day: date, actor: Actor) -> list[Line]:
    """A version's lines as they stand for this office."""
    rows = {row.code: row for row in version.criteria.all()}
    by = reader([(row.asked, row.scope) for row in rows.values()], evaluation.findings, rollout, day, actor)
    return [
        line(finding, str(rows[finding.criterion.code]), rows[finding.criterion.code].scope, rollout, facts, day, by)
        for finding in evaluation.findings
    ]


def of_decision(decision: GateDecision, actor: Actor) -> list[Line]:
    """The frozen lines of a decision."""
    stored = {row["code"]: row for row in decision.frozen["criteria"]}
    asked = [(criterion(row), row["scope"]) for row in stored.values()]
    by = reader(asked, decision.evaluation.findings, decision.rollout, decision.on, actor)
    return [
        line(finding, said(row["label"]), row["scope"], decision.rollout, decision.facts, decision.on, by)
        for finding in decision.evaluation.findings
        for row in [stored[finding.criterion.code]]
    ]


def overrides_of(decision: GateDecision) -> list[dict[str, Any]]:
    """The frozen overrides, each by the words of its criterion."""
    words = {row["code"]: said(row["label"]) for row in decision.frozen["criteria"]}
    rows = decision.frozen["overrides"]
    return [row | {"label": words.get(row["code"], row["code"]), "until": date.fromisoformat(row["until"])} for row in rows]


def ballot_of(decision: GateDecision) -> str:
    """The frozen vote of the committee in words; empty where one person decided."""
    held = decision.frozen["decision"]["ballot"]
    if not held:
        return ""
    counted = Counter(held["votes"].values())
    votes = written.together(f"{Choice(choice).label} {count}" for choice, count in sorted(counted.items()))
    return _("%(outcome)s (%(votes)s)") % {"outcome": Outcomes(held["outcome"]).label, "votes": votes}


def criterion(row: Mapping[str, Any]) -> Criterion:
    return criterion_from_json({name: value for name, value in row.items() if name not in ("label", "scope")})
