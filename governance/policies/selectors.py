"""Reads that cross tables: which versions hold, who must sign what on a day, which signatures count. As known at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.core.reading import once
from governance.organisation.duties import Stay, duties, lineage
from governance.organisation.selectors import absences, stays_held, use_rules
from governance.policies.models import Incentive, PolicyVersion, Sanction, Signature, VersionEvent
from governance.policies.rules import signing
from governance.policies.rules.signing import Issue, Need, Post, Standing
from governance.policies.states import Change, IncentiveState, VersionStep

__all__ = ["Line", "ToSign", "carried_until", "issues", "lines", "must_sign", "signed", "to_sign"]
Signed = dict[tuple[int, int], date]
# So many names still go into a query; for more people the whole table is read.
FEW = 500


@dataclass(frozen=True)
class Line:
    """One person and one policy on a day: must be signed, was it, until when. `upcoming`: the version holds from a later day."""

    person_id: int
    office_id: int
    job_role: str
    issue: Issue
    due: date
    standing: Standing
    signed_on: date | None = None
    carried_until: date | None = None
    upcoming: bool = False


@once
def issues(known_at: datetime | None = None, *, policy_id: int | None = None) -> list[Issue]:
    """Every version ever published, as the record held it: published by then, withdrawn only where that was recorded by then."""
    events = VersionEvent.objects.filter(step__in=[VersionStep.PUBLISH, VersionStep.WITHDRAW]).select_related("version")
    events = events if policy_id is None else events.filter(version__policy=policy_id)
    if known_at is not None:
        events = events.filter(recorded_at__lte=known_at)
    found: dict[int, Issue] = {}
    for event in events.order_by("version__policy_id", "version__number", "recorded_at", "pk"):
        version = event.version
        if event.step == VersionStep.PUBLISH and version.effective_on and version.sign_by:
            found[version.pk] = Issue(
                policy_id=version.policy_id,
                version_id=version.pk,
                number=version.number,
                material=version.change == Change.MATERIAL,
                effective_on=version.effective_on,
                sign_by=version.sign_by,
                job_roles=frozenset(version.job_roles),
                crm_roles=frozenset(version.crm_roles),
                office_ids=frozenset(version.office_ids),
            )
        elif version.pk in found:
            found[version.pk] = replace(found[version.pk], withdrawn_from=event.on)
    return list(found.values())


def posts(day: date, known_at: datetime | None = None, people: Collection[int] | None = None) -> tuple[list[Post], dict[int, int | None]]:
    """Where everybody (or these people) works that day, with the CRM roles the use rules give them; and the offices' parents."""
    few = people is not None and len(people) <= FEW
    stays, parents = stays_held(day, day, known_at, of=people) if few else stays_held(day, day, known_at)
    here = [stay for stay in stays if stay.first_day <= day and (stay.last_day is None or stay.last_day >= day)]
    here = here if people is None else [stay for stay in here if stay.person_id in people]
    roles: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    since: dict[tuple[int, int, str], date] = {}
    rules = use_rules(day, day, known_at)
    begun = min((stay.first_day for stay in here), default=day)
    for duty in duties(here, rules, parents, begun, day):
        if duty.last_day >= day:
            key = (duty.person_id, duty.office_id, duty.job_role)
            roles[key].add(duty.crm_role)
            since[key] = duty.first_day
    return [as_post(stay, roles, since) for stay in here], parents


def as_post(stay: Stay, roles: Mapping[tuple[int, int, str], set[str]], since: Mapping[tuple[int, int, str], date]) -> Post:
    key = (stay.person_id, stay.office_id, stay.job_role)
    return Post(stay.person_id, stay.office_id, stay.job_role, stay.first_day, frozenset(roles.get(key, ())), since.get(key))


def signatures(known_at: datetime | None = None, people: Collection[int] | None = None) -> dict[tuple[int, int], dict[int, date]]:
    """(person, policy) → version number → day signed. Of many people it is everybody's that is read, once for a page."""
    few = people is not None and len(people) <= FEW
    return read_signatures(known_at, frozenset(people) if few and people is not None else None)


@once
def read_signatures(known_at: datetime | None, people: frozenset[int] | None) -> dict[tuple[int, int], dict[int, date]]:
    rows = Signature.objects.order_by("pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if people is not None:
        rows = rows.filter(person__in=people)
    found: dict[tuple[int, int], dict[int, date]] = defaultdict(dict)
    for person, policy, number, on in rows.values_list("person_id", "version__policy_id", "version__number", "signed_on"):
        found[person, policy][number] = on
    return found


def needs(day: date, known_at: datetime | None = None) -> dict[int, Need]:
    """Policy → what holds of it that day."""
    grouped = signing.by_policy(issues(known_at))
    found = {policy: signing.need(held, day) for policy, held in grouped.items()}
    return {policy: need for policy, need in found.items() if need is not None}


def must_sign(day: date, known_at: datetime | None = None, *, people: Collection[int] | None = None) -> dict[int, set[int]]:
    """Person → the policies in force that day that are addressed to them."""
    here, parents = posts(day, known_at, people)
    found: dict[int, set[int]] = defaultdict(set)
    for policy, needed in needs(day, known_at).items():
        for post in here:
            if signing.addressed(needed.issue, post, lineage(post.office_id, parents)):
                found[post.person_id].add(policy)
    return dict(found)


def signed(person_ids: Iterable[int], day: date, known_at: datetime | None = None) -> Signed:
    """(person, policy) → since when the signature counts that is needed that day. Pairs without one are left out."""
    wanted = set(person_ids)
    held, found = needs(day, known_at), {}
    for (person, policy), versions in signatures(known_at, wanted).items():
        if person in wanted and policy in held and (on := signing.counted(held[policy], versions, day)):
            found[person, policy] = on
    return found


def carried_until(person_ids: Iterable[int], day: date, known_at: datetime | None = None) -> Signed:
    """(person, policy) → the last day on which an older signature still counts. Only pairs that must sign again."""
    wanted = set(person_ids)
    held, found = needs(day, known_at), {}
    for (person, policy), versions in signatures(known_at, wanted).items():
        if person in wanted and policy in held and (until := signing.counts_until(held[policy], versions, day)):
            found[person, policy] = until
    return found


@once
def lines(day: date, known_at: datetime | None = None, *, people: Collection[int] | None = None, ahead: bool = False) -> list[Line]:
    """Everyone who must sign, per policy, with where they stand; with `ahead` also what is published for a later day."""
    here, parents = posts(day, known_at, people)
    lines_of = {office: lineage(office, parents) for office in {post.office_id for post in here}}
    away = set(absences(day, day, known_at))
    held = signatures(known_at, people)
    grouped = signing.by_policy(issues(known_at))
    found: list[Line] = []
    for policy, versions in grouped.items():
        wanted = [(need, False)] if (need := signing.need(versions, day)) else []
        wanted += [(Need(issue, frozenset({issue.number})), True) for issue in signing.upcoming(versions, day)] if ahead else []
        for needed, later in wanted:
            seen: set[int] = set()
            for post in here:
                if post.person_id not in seen and signing.addressed(needed.issue, post, lines_of[post.office_id]):
                    seen.add(post.person_id)
                    found.append(line(needed, post, held.get((post.person_id, policy), {}), day, away=post.person_id in away, later=later))
    return found


def line(needed: Need, post: Post, versions: Mapping[int, date], day: date, *, away: bool, later: bool) -> Line:
    signed_on = signing.counted(needed, versions, day)
    last_day = signing.due(needed.issue, post.begun(needed.issue))
    return Line(
        post.person_id,
        post.office_id,
        post.job_role,
        needed.issue,
        last_day,
        signing.standing(signed_on, last_day, day, away=away),
        signed_on,
        signing.counts_until(needed, versions, day),
        later,
    )


def signable(version: PolicyVersion, person_id: int, day: date) -> bool:
    """Whether the person may sign this version that day: it holds, or will, and is addressed to them."""
    held = issues(policy_id=version.policy_id)
    open_now = [signing.in_force(held, day), *signing.upcoming(held, day)]
    issue = next((one for one in open_now if one is not None and one.version_id == version.pk), None)
    return issue is not None and addressed_to(issue, person_id, day)


def addressed_to(issue: Issue, person_id: int, day: date) -> bool:
    """Whether the version is for this person, where they are that day."""
    here, parents = posts(day, people={person_id})
    return any(signing.addressed(issue, post, lineage(post.office_id, parents)) for post in here)


def readable(version: PolicyVersion, person_id: int, day: date) -> bool:
    """Whether a person without a right to all policies may read this one: it was published and is for them, or they signed it, or
    something granted to or imposed on them stands on it."""
    issue = next((one for one in issues(policy_id=version.policy_id) if one.version_id == version.pk), None)
    if issue is None:
        return False
    if Signature.objects.filter(version=version, person=person_id).exists():
        return True
    cited = Sanction.objects.filter(version=version, person=person_id, reply_by__isnull=False).exists()
    return cited or Incentive.objects.filter(version=version, person=person_id).exists() or addressed_to(issue, person_id, day)


@dataclass(frozen=True)
class ToSign:
    """One thing a person still has to read and sign: for their own pages."""

    version: PolicyVersion
    line: Line

    @property
    def url(self) -> str:
        return reverse("policies:read", args=[self.version.policy.code, self.version.number])

    @property
    def overdue(self) -> bool:
        return self.line.standing == Standing.OVERDUE


def to_sign(person_id: int, day: date) -> list[ToSign]:
    """What this person has to sign, the most urgent first; also what is published for a later day."""
    waiting = [one for one in lines(day, people={person_id}, ahead=True) if one.standing != Standing.SIGNED or one.carried_until]
    versions = PolicyVersion.objects.select_related("policy").in_bulk({one.issue.version_id for one in waiting})
    found = [ToSign(versions[one.issue.version_id], one) for one in waiting]
    return sorted(found, key=lambda one: (not one.overdue, one.line.due, one.version.policy.code))


def sanctions_for(actor: Actor, verb: Verb = Verb.VIEW) -> QuerySet[Sanction]:
    """Sanctions this reader may know of: by role and office, and one's own from the day one was told."""
    reached = scope(actor, verb, "sanction")
    found = Sanction.objects.select_related("version__policy", "person__identity", "office")
    if not reached.everything:
        own = Q(person=reached.person_id) if reached.person_id and verb == Verb.VIEW else Q(pk__in=[])
        found = found.filter(Q(office__in=reached.office_ids) | own)
    return found.exclude(person=actor.person_id, reply_by__isnull=True) if actor.person_id else found


def incentives_for(actor: Actor, verb: Verb = Verb.VIEW) -> QuerySet[Incentive]:
    """Incentives this reader may know of: by role and office; one's own once they are approved."""
    reached = scope(actor, verb, "incentive")
    found = Incentive.objects.select_related("version__policy", "person__identity", "office")
    if reached.everything:
        return found
    settled = Q(person=reached.person_id, state__in=[IncentiveState.APPROVED, IncentiveState.GRANTED])
    own = settled if reached.person_id and verb == Verb.VIEW else Q(pk__in=[])
    return found.filter(Q(office__in=reached.office_ids) | own)
