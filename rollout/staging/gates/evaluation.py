"""A gate as a whole: pass only when every counted criterion passes, fail when one fails, else it cannot be told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.staging.gates.criteria import Asks, Criterion, Facts, Finding, Outcome, find


class Verdict(TextChoices):
    PASS = "pass", gettext_lazy("Passed")
    FAIL = "fail", gettext_lazy("Failed")
    INCONCLUSIVE = "inconclusive", gettext_lazy("Cannot be told")


@dataclass(frozen=True)
class Evaluation:
    """The verdict with every criterion's finding, in the order of the gate."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.criterion.counted)

    @property
    def lacking(self) -> tuple[Finding, ...]:
        """The counted criteria not met yet."""
        return tuple(finding for finding in self.counted if finding.outcome != Outcome.PASS)

    @property
    def readiness(self) -> Decimal | None:
        """How much of the gate is met, 0–100; None for a gate that counts nothing."""
        return Decimal(100 * (len(self.counted) - len(self.lacking))) / len(self.counted) if self.counted else None


def evaluate(criteria: Iterable[Criterion], facts: Facts) -> Evaluation:
    """The gate judged by these facts. A gate that counts no criterion is never passed."""
    findings = tuple(find(criterion, facts) for criterion in criteria if criterion.active)
    outcomes = [finding.outcome for finding in findings if finding.criterion.counted]
    if outcomes and all(outcome == Outcome.PASS for outcome in outcomes):
        return Evaluation(Verdict.PASS, findings)
    if Outcome.FAIL in outcomes:
        return Evaluation(Verdict.FAIL, findings)
    return Evaluation(Verdict.INCONCLUSIVE, findings)


def flaws(criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """What keeps a gate from being put in force: (criterion's code, message); the code is empty for the gate itself."""
    held = list(criteria)
    found = [(criterion.code, message) for criterion in held if criterion.active for message in _flaws_of(criterion)]
    if not any(criterion.counted for criterion in held):
        found.append(("", _("A gate needs at least one criterion that is in force, blocks and is not a dry run.")))
    codes = [criterion.code for criterion in held]
    found += [(code, _("Two criteria have this code.")) for code in sorted({code for code in codes if codes.count(code) > 1})]
    return found


def _flaws_of(criterion: Criterion) -> Iterable[str]:
    if criterion.asks == Asks.ATTESTATION:
        if not criterion.role:
            yield _("Name the role whose word is asked.")
        return
    if not criterion.metric:
        yield _("Choose the figure it measures.")
    if criterion.threshold is None and not any(step.from_week <= 0 for step in criterion.steps):
        yield _("Say the required value, or one that holds from week 0.")
    if not 1 <= criterion.weeks_needed <= criterion.weeks_seen:
        yield _("The weeks that must hold lie between 1 and the weeks looked at.")
    if criterion.minimum_sample < 0 or (criterion.fresh_days is not None and criterion.fresh_days < 1):
        yield _("The minimum sample cannot be below 0, nor the days allowed below 1.")
    if len({step.from_week for step in criterion.steps}) < len(criterion.steps):
        yield _("Two required values begin in the same week.")
