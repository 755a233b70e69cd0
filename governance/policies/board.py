"""What the pages of policies show: each policy with its state and how far signing has got, for this reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.organisation.models import JobRole, Office
from governance.policies.models import Policy, PolicyVersion, VersionEvent
from governance.policies.rules import life, signing
from governance.policies.rules.signing import Issue, Standing
from governance.policies.selectors import Line, issues, lines
from governance.policies.states import VERSION_MOVES, VersionState, VersionStep

STATUS = {
    VersionState.DRAFT: "none",
    VersionState.CONSULTATION: "info",
    VersionState.PUBLISHED: "info",
    VersionState.IN_FORCE: "good",
    VersionState.SUPERSEDED: "none",
    VersionState.WITHDRAWN: "none",
}


@dataclass(frozen=True)
class Progress:
    """How many must sign, have signed, still have time, are late."""

    total: int = 0
    signed: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def share(self) -> float | None:
        return 100 * self.signed / self.total if self.total else None


@dataclass(frozen=True)
class PolicyRow:
    """One policy in the list: the version that holds, the one in preparation, and its signatures."""

    policy: Policy
    shown: PolicyVersion
    state: VersionState
    preparing: PolicyVersion | None
    progress: Progress


def tally(rows: Iterable[Line]) -> Progress:
    found = list(rows)
    signed = sum(row.standing == Standing.SIGNED for row in found)
    overdue = sum(row.standing == Standing.OVERDUE for row in found)
    return Progress(len(found), signed, len(found) - signed - overdue, overdue)


def seen_lines(actor: Actor, day: date, known_at: datetime | None = None, *, ahead: bool = False) -> list[Line]:
    """The lines a reader's figures are made of: an office head's own offices; all for those who see figures of the whole."""
    rows = lines(day, known_at, ahead=ahead)
    reached = scope(actor, Verb.VIEW, "signature_list")
    if reached.everything or not reached.office_ids:
        return rows
    return [row for row in rows if row.office_id in reached.office_ids]


def states(versions: Iterable[PolicyVersion], held: Iterable[Issue], day: date) -> dict[int, VersionState]:
    """The state of each version on a day."""
    grouped = signing.by_policy(list(held))
    by_version = {issue.version_id: issue for rows in grouped.values() for issue in rows}
    return {
        version.pk: life.state_on(VersionState(version.state), by_version.get(version.pk), grouped.get(version.policy_id, []), day)
        for version in versions
    }


def policy_rows(actor: Actor, day: date, known_at: datetime | None = None) -> list[PolicyRow]:
    """Every policy, now or as it was recorded by then. A fixed number of queries."""
    held = issues(known_at)
    versions: dict[int, list[PolicyVersion]] = defaultdict(list)
    for version in versions_known(known_at):
        versions[version.policy_id].append(version)
    now = states((version for rows in versions.values() for version in rows), held, day)
    grouped: dict[int, list[Line]] = defaultdict(list)
    for line in seen_lines(actor, day, known_at):
        grouped[line.issue.version_id].append(line)
    found = []
    for rows in versions.values():
        shown = leading(rows, now)
        last = rows[-1]
        preparing = last if last.pk != shown.pk and now[last.pk] in (VersionState.DRAFT, VersionState.CONSULTATION) else None
        found.append(PolicyRow(shown.policy, shown, now[shown.pk], preparing, tally(grouped[shown.pk])))
    return found


def versions_known(known_at: datetime | None) -> list[PolicyVersion]:
    """Every version by policy and number, as it is or in the state that was on record at that instant; those begun later are left out."""
    found = list(PolicyVersion.objects.select_related("policy").order_by("policy__code", "number"))
    if known_at is None:
        return found
    begun = set(PolicyVersion.history.filter(history_date__lte=known_at).values_list("id", flat=True))
    stored: dict[int, VersionState] = {}
    for event in VersionEvent.objects.filter(recorded_at__lte=known_at).order_by("recorded_at", "pk"):
        reached = VERSION_MOVES[VersionStep(event.step)][1]
        stored[event.version_id] = reached or stored.get(event.version_id, VersionState.DRAFT)
    for version in found:
        version.state = stored.get(version.pk, VersionState.DRAFT)
    return [version for version in found if version.pk in begun or version.pk in stored]


def leading(rows: list[PolicyVersion], now: dict[int, VersionState]) -> PolicyVersion:
    """The version to show first: in force, else published, else the last one."""
    for wanted in (VersionState.IN_FORCE, VersionState.PUBLISHED):
        for version in reversed(rows):
            if now[version.pk] == wanted:
                return version
    return rows[-1]


def audience(version: PolicyVersion) -> str:
    """For whom a version is, in words."""
    labels = dict(JobRole.choices)
    parts = []
    if version.job_roles:
        parts.append(written.together(str(labels.get(role, role)) for role in version.job_roles))
    if version.crm_roles:
        parts.append(_("role in the CRM: %(roles)s") % {"roles": written.together(version.crm_roles)})
    if version.office_ids:
        parts.append(written.together(str(office) for office in Office.objects.filter(pk__in=version.office_ids).order_by("code")))
    return " · ".join(parts) or _("Everybody")
