"""What waits for somebody: decisions of the sponsor, work of the project office. Only what exists; each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.access import contracts_for
from governance.contracts.selectors import past_their_end
from governance.core import written
from governance.core.actor import Actor
from governance.core.models import Job, JobState
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office, Person, RoleAssignment, RoleStatus
from governance.organisation.selectors import people_names
from reports.dashboards.homes.parts import Item
from reports.dashboards.links import url_if
from rollout.adoption.metrics import data_age
from rollout.adoption.models import WeightState, WeightVersion
from rollout.adoption.selectors.figures import youngest_usage
from rollout.adoption.selectors.usage import unmatched_users
from rollout.staging import board, gatekeeping, selectors
from rollout.staging.models import OfficeRollout, Programme
from rollout.staging.stages import WALK, MoveKind, Stage
from rollout.staging.status.rules import Light, light_of
from rollout.staging.status.selectors import rules_in_force
from training.clearance.models import RequirementState, RequirementVersion

UNCONFIRMED = "?state=unconfirmed"


def decisions(actor: Actor) -> list[Item]:
    """What this reader may decide and did not submit."""
    return [*weights(actor), *roles(actor), *requirements(actor)]


def weights(actor: Actor) -> Iterator[Item]:
    if not allows(actor, Verb.APPROVE, "score_weights"):
        return
    proposed = WeightVersion.objects.filter(state=WeightState.PROPOSED).exclude(proposed_by=actor.username)
    for version in proposed:
        text = _("New weights for the score, from the week of %(day)s") % {"day": written.day(version.first_day)}
        yield Item(text, url_if("adoption:weights"), since=selectors.local_day(version.proposed_at))


def roles(actor: Actor) -> Iterator[Item]:
    if not allows(actor, Verb.APPROVE, "role_assignment"):
        return
    proposed = RoleAssignment.objects.current().filter(status=RoleStatus.PROPOSED).exclude(username=actor.username)
    found = list(proposed.select_related("office"))
    names = people_names([assignment.person_id for assignment in found], actor) if found else {}
    for assignment in found:
        values = {
            "person": names[assignment.person_id],
            "role": assignment.get_role_display(),
            "office": assignment.office or _("the whole company"),
        }
        text = _("%(person)s is proposed as %(role)s for %(office)s") % values
        yield Item(text, url_if("organisation:roles"), since=selectors.local_day(assignment.recorded_at))


def requirements(actor: Actor) -> Iterator[Item]:
    """What roles of the CRM are to require, proposed by somebody else."""
    if not allows(actor, Verb.APPROVE, "clearance_rules"):
        return
    for version in RequirementVersion.objects.filter(state=RequirementState.PROPOSED).exclude(proposed_by=actor.username).order_by("pk"):
        text = _("New requirements for clearance: %(rules)s") % {"rules": version}
        yield Item(text, reverse("clearance:requirement", args=[version.pk]), since=selectors.local_day(version.proposed_at))


def work(actor: Actor, today: date) -> list[Item]:
    """What the project office has to do: data first, then matching, then the record."""
    return [*data(today), *matching(), *rule(), *over(actor, today), *failed(actor)]


def data(today: date) -> Iterator[Item]:
    """Usage that is missing or old; the age is that of the status."""
    found = data_age(youngest_usage(), today)
    if found.value is None:
        yield Item(_("No usage has been imported yet."), url_if("adoption:imports"), "bad")
        return
    age, light = int(found.value), light_of(rules_in_force(today)["data-age"], found.value)
    if light != Light.GREEN:
        look = "bad" if light == Light.RED else "watch"
        said = ngettext("The usage data is %(days)s day old.", "The usage data is %(days)s days old.", age)
        yield Item(said % {"days": written.number(age)}, url_if("adoption:imports"), look, date.fromisoformat(found.detail["last_day"]))


def matching() -> Iterator[Item]:
    """People and offices first seen in a file, waiting to be confirmed."""
    people = Person.objects.filter(confirmed=False).count()
    if people:
        said = ngettext("%(count)d person is unconfirmed.", "%(count)d people are unconfirmed.", people)
        yield Item(said % {"count": people}, reverse("organisation:people") + UNCONFIRMED, "watch")
    offices = Office.objects.filter(confirmed=False).count()
    if offices:
        said = ngettext("%(count)d office is unconfirmed.", "%(count)d offices are unconfirmed.", offices)
        yield Item(said % {"count": offices}, reverse("organisation:offices") + UNCONFIRMED, "watch")
    names = unmatched_users()
    if names:
        said = ngettext(
            "%(count)s user name of the usage files is matched to nobody.",
            "%(count)s user names of the usage files are matched to nobody.",
            names,
        )
        yield Item(said % {"count": written.number(names)}, url_if("adoption:match-users"), "watch")
    unplaced = Office.objects.branches().filter(rollout__isnull=True).count()
    if unplaced and selectors.programme():
        said = ngettext("%(count)d office is in no wave.", "%(count)d offices are in no wave.", unplaced)
        yield Item(said % {"count": unplaced}, url_if("staging:place"))


def rule() -> Iterator[Item]:
    """What the record of stages has to be looked at for."""
    broken = len(selectors.record_breaches())
    if broken:
        said = ngettext(
            "%(count)d start on the record came before the pilots were stabilised.",
            "%(count)d starts on the record came before the pilots were stabilised.",
            broken,
        )
        yield Item(said % {"count": broken}, url_if("staging:programme"), "watch")


def over(actor: Actor, today: date) -> Iterator[Item]:
    """Contracts whose last day has passed and that nobody ended."""
    if allows(actor, Verb.CHANGE, "contract_end"):
        for contract, last in past_their_end(contracts_for(actor, Verb.VIEW, "contract", today), today):
            text = _("Contract %(number)s is past its last day: end it, or amend it.") % {"number": contract.number}
            yield Item(text, url_if("contracts:contract", contract.pk), "watch", last)


def failed(actor: Actor) -> Iterator[Item]:
    """Own background work that did not end well, the latest first."""
    for job in Job.objects.filter(username=actor.username, state=JobState.FAILED).order_by("-finished_at")[:3]:
        yield Item(_("“%(job)s” did not finish.") % {"job": job.title}, job.get_absolute_url(), "bad", selectors.local_day(job.created_at))


@dataclass(frozen=True)
class Ready:
    """An office whose next stage nothing stands against."""

    rollout: OfficeRollout
    label: str
    url: str


def ready(programme: Programme, at: datetime) -> list[Ready]:
    """The moves forward that are possible now, in the order of the walk."""
    facts = selectors.programme_facts(programme)
    rollouts = list(OfficeRollout.objects.filter(wave__programme=programme).select_related("office", "wave", "withdrawal"))
    book = gatekeeping.book(rollouts, at)
    found = []
    for rollout in rollouts:
        for option in board.options(rollout, facts, at, kinds={MoveKind.FORWARD, MoveKind.RESUME}, book=book):
            if option.verdict.allowed:
                url = url_if("staging:move", rollout.office_id, option.move.end.value)
                found.append(Ready(rollout, option.label, url))
    return sorted(found, key=lambda each: WALK.index(each.rollout.held_in or Stage(each.rollout.stage)))
