"""Which version of a policy holds on a day, who must sign it, which signatures count, and until when one has time. Pure.

See docs/algorithms/policies.md. Days are whole; a version holds from its first day on, whatever the hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

NEWCOMER_DAYS = 7
SOON_DAYS = 3


@dataclass(frozen=True)
class Issue:
    """A published version. `withdrawn_from` is the first day on which it no longer holds; `lines` who must sign it."""

    policy_id: int
    version_id: int
    number: int
    material: bool
    effective_on: date
    sign_by: date
    withdrawn_from: date | None = None
    job_roles: frozenset[str] = frozenset()
    crm_roles: frozenset[str] = frozenset()
    office_ids: frozenset[int] = frozenset()

    def gone(self, day: date) -> bool:
        return self.withdrawn_from is not None and self.withdrawn_from <= day


@dataclass(frozen=True)
class Need:
    """What holds of a policy on a day: the version in force, and the numbers of the versions whose signature counts.

    `numbers` from the last material version on; `carried` earlier ones with the last day on which they still count.
    """

    issue: Issue
    numbers: frozenset[int]
    carried: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """A person's place that day: office, job, since when; `crm_roles` by the use rules that hold for it, and since when they do."""

    person_id: int
    office_id: int
    job_role: str
    since: date
    crm_roles: frozenset[str] = frozenset()
    crm_since: date | None = None

    def begun(self, issue: Issue) -> date:
        """Since when the person is among those the version is for."""
        return max(self.since, self.crm_since) if issue.crm_roles and self.crm_since else self.since


class Standing(StrEnum):
    """Where a person stands with a policy on a day."""

    SIGNED = "signed"
    OPEN = "open"
    OVERDUE = "overdue"


def took_effect(issues: Iterable[Issue], day: date) -> list[Issue]:
    """The versions of one policy whose first day has come, in order; one withdrawn before its first day never did."""
    begun = [issue for issue in issues if issue.effective_on <= day and not issue.gone(issue.effective_on)]
    return sorted(begun, key=lambda issue: issue.number)


def in_force(issues: Iterable[Issue], day: date) -> Issue | None:
    """The last version that took effect, unless it was withdrawn: an earlier one does not come back."""
    begun = took_effect(issues, day)
    return begun[-1] if begun and not begun[-1].gone(day) else None


def upcoming(issues: Iterable[Issue], day: date) -> list[Issue]:
    """Published versions that hold from a later day."""
    return sorted((i for i in issues if i.effective_on > day and not i.gone(day) and not i.gone(i.effective_on)), key=lambda i: i.number)


def need(issues: Iterable[Issue], day: date) -> Need | None:
    """Which signatures count on that day.

    Those of the version in force and of all back to the last material one. Until that one's sign-by day, those that counted before it
    count as well: who had signed the old wording is not put out on the first day of the new one.
    """
    begun = took_effect(issues, day)
    if not begun or begun[-1].gone(day):
        return None
    bases = [place for place, issue in enumerate(begun) if issue.material or place == 0]
    numbers = frozenset(issue.number for issue in begun[bases[-1] :])
    carried: dict[int, date] = {}
    until = date.max
    for before, place in reversed(list(pairwise(bases))):
        until = min(until, begun[place].sign_by)
        if until < day:
            break
        carried |= dict.fromkeys((issue.number for issue in begun[before:place]), until)
    return Need(begun[-1], numbers, carried)


def addressed(issue: Issue, post: Post, lineage: Sequence[int]) -> bool:
    """Whether the version is for a person in this place. No jobs, CRM roles or offices named: all; an office means also those below."""
    by_job = not issue.job_roles or post.job_role in issue.job_roles
    by_crm = not issue.crm_roles or bool(issue.crm_roles & post.crm_roles)
    by_office = not issue.office_ids or not issue.office_ids.isdisjoint(lineage)
    return by_job and by_crm and by_office


def counted(needed: Need, signed: Mapping[int, date], day: date) -> date | None:
    """The day from which the person's signature counts: version number → day signed. None while it does not."""
    firm = [on for number, on in signed.items() if number in needed.numbers and on <= day]
    carried = [on for number, on in signed.items() if number in needed.carried and on <= day]
    return min(firm or carried, default=None)


def counts_until(needed: Need, signed: Mapping[int, date], day: date) -> date | None:
    """The last day on which an older signature carries; None where the person signed what is needed, or nothing that counts."""
    if any(number in needed.numbers and on <= day for number, on in signed.items()):
        return None
    return max((needed.carried[number] for number, on in signed.items() if number in needed.carried and on <= day), default=None)


def due(issue: Issue, since: date) -> date:
    """The last day to sign: the version's, but a week for those who came after it was published or moved into its audience."""
    return max(issue.sign_by, since + timedelta(days=NEWCOMER_DAYS))


def standing(signed_on: date | None, last_day: date, day: date, *, away: bool = False) -> Standing:
    """Signed, open, or overdue. Nobody is overdue while on leave."""
    if signed_on is not None:
        return Standing.SIGNED
    return Standing.OVERDUE if day > last_day and not away else Standing.OPEN


def reminder_days(published_on: date, last_day: date, today: date) -> dict[str, date]:
    """When to remind of one signature: at once, shortly before the last day, the day after it. A later one due replaces the earlier."""
    late = last_day + timedelta(days=1)
    soon = max(last_day - timedelta(days=SOON_DAYS), published_on)
    days = {"first": published_on, "soon": soon, "late": late}
    spent = {"first", "soon"} if today >= late else {"first"} if today >= soon else set()
    return {when: day for when, day in days.items() if when not in spent}


def by_policy(issues: Collection[Issue]) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.policy_id, []).append(issue)
    return found
