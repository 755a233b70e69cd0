"""The written rules of the lights, where each office stands by them and why, and the overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import NotFound, Text
from governance.core.known import figure_url, known_at
from governance.core.metrics import Subject, SubjectKind
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Office
from governance.organisation.selectors import offices_for
from governance.organisation.views.acting import Ask, ask
from governance.steering import selectors as steering
from governance.steering.actions.ballots import DAYS_TO_VOTE
from governance.steering.matters import Matter
from rollout.staging import asking
from rollout.staging.actions.asking import put_to_committee
from rollout.staging.actions.status import (
    LONGEST_OVERRIDE,
    Draft,
    another_light,
    check_override,
    end_override,
    may_override,
    override_key,
    override_light,
    retire_rule,
    write_rule,
)
from rollout.staging.models import StatusOverride, StatusRule
from rollout.staging.selectors import local_day
from rollout.staging.status import wording
from rollout.staging.status.forms import NewRuleForm, OverrideForm, PutLightForm, ReasonOnlyForm, RetireForm, RuleForm
from rollout.staging.status.rules import BUILT_IN, WEIGHT, Light, Rule
from rollout.staging.status.selectors import OfficeStanding, Told, book, figures_day, of_row, rules_in_force, standings
from rollout.staging.views.asking import both


@dataclass(frozen=True)
class Reason:
    """One rule's light for one office, in words, with the way to the rows behind it and to its override."""

    told: Told
    look: str
    text: str
    url: str
    override_url: str = ""
    end_url: str = ""

    @property
    def shown_as(self) -> str:
        return wording.light_name(self.told.shown.light)

    @property
    def by_rule(self) -> str:
        return wording.light_name(self.told.shown.computed)

    @property
    def until(self) -> date | None:
        return self.told.shown.override.until if self.told.shown.override else None


@dataclass(frozen=True)
class Row:
    office: Office
    standing: OfficeStanding
    look: str
    name: str
    reasons: list[Reason]


@needs(Verb.VIEW, "status_rule")
def listing(request: Request) -> HttpResponse:
    """The rules of the day, then every office that is live, the worst first."""
    instant = known_at(request)
    day = local_day(instant or request.now)
    held, on = book(day, instant), figures_day(day, actor=request.actor, known_at=instant)
    offices = list(offices_for(request.actor, Verb.VIEW, "status").filter(rollout__isnull=False).order_by("code"))
    found = standings([office.pk for office in offices], day, actor=request.actor, known_at=instant, figures_on=on)
    rows = [row_of(office, found[office.pk], on, instant, request) for office in offices if found[office.pk].weeks is not None]
    coming = StatusRule.objects.filter(effective_on__gt=day).order_by("effective_on", "code") if instant is None else []
    context = {
        "rules": [
            (rule, wording.figure_name(rule), wording.sentence(rule), rule.code not in BUILT_IN) for rule in sorted_rules(held.rules)
        ],
        "coming": [(row, wording.figure_name(of_row(row)), wording.sentence(of_row(row))) for row in coming],
        "rows": sorted(rows, key=lambda row: (-WEIGHT[row.standing.light], row.office.code)),
        "counts": {light.value: sum(row.standing.light == light for row in rows) for light in Light},
        "may_change": allows(request.actor, Verb.CHANGE, "status_rule") and instant is None,
        "known_at": instant,
        "figures_on": on if on != day else None,
    }
    return render(request, "staging/status.html", context)


def in_words(rule: Rule) -> tuple[Text, str]:
    return wording.figure_name(rule), wording.sentence(rule)


def sorted_rules(rules: Mapping[str, Rule]) -> list[Rule]:
    order = list(BUILT_IN)
    return sorted(rules.values(), key=lambda rule: (order.index(rule.code) if rule.code in BUILT_IN else len(order), rule.code))


def row_of(office: Office, standing: OfficeStanding, on: date, instant: datetime | None, request: Request) -> Row:
    told = sorted(standing.told, key=lambda one: -WEIGHT[one.shown.light])
    reasons = [reason_of(office, one, on, instant, request) for one in told]
    return Row(office, standing, wording.LOOK[standing.light], wording.light_name(standing.light), reasons)


def reason_of(office: Office, told: Told, on: date, instant: datetime | None, request: Request) -> Reason:
    may = instant is None and offers_override(request, office)
    override = told.shown.override
    begin = reverse("staging:status_override", args=[office.pk, told.rule.code]) if may and not override else ""
    end = reverse("staging:status_override_end", args=[override.id]) if may and override else ""
    offered = told.shown.computed in (Light.RED, Light.AMBER, Light.UNKNOWN)
    look = wording.LOOK[told.shown.light]
    return Reason(
        told,
        look,
        wording.reason(told),
        figure_url(told.rule.metric, Subject(SubjectKind.OFFICE, office.pk), on, instant),
        begin if offered else "",
        end,
    )


def offers_override(request: Request, office: Office) -> bool:
    """Whether the reader may override a light of this office, or put the question to the committee that may. Worked out once a page."""
    if not allows(request.actor, Verb.CHANGE, "status_override"):
        return False
    known: dict[str, Any] = request.__dict__.setdefault("override_known", {})
    if not known:
        day = local_day(request.now)
        known["authority"] = steering.authority(Matter.STATUS_OVERRIDE, day)
        known["may"] = not steering.objection(request.actor, Matter.STATUS_OVERRIDE, day)
    found = known["authority"]
    if found.committee_id is not None:
        return allows(request.actor, Verb.CHANGE, "ballot")
    person = request.actor.person_id
    return known["may"] or (
        person is not None and any(one.person_id == person for one in found.deputies) and steering.stands(person, found, office.pk)
    )


def crumbs() -> list[tuple[Text, str]]:
    return [(_("Status rules"), reverse("staging:status"))]


@needs(Verb.CHANGE, "status_rule")
def new(request: Request) -> HttpResponse:
    lead, back = _("It holds from its day on and changes nothing shown before."), reverse("staging:status")
    words = Ask(_("New status rule"), _("Save the rule"), back, lead, crumbs(), done=_("The rule is saved."))

    def act(*, actor: Any, at: Any, reason: str, figure: str, **typed: Any) -> object:
        scope, _colon, metric = figure.partition(":")
        return write_rule(draft=Draft(scope=scope, metric=metric, **typed), actor=actor, at=at, reason=reason)

    return ask(request, NewRuleForm, words, act, initial={"effective_on": local_day(request.now)})


@needs(Verb.CHANGE, "status_rule")
def edit(request: Request, code: str) -> HttpResponse:
    today = local_day(request.now)
    rule = rule_called(code, today)
    lead = f"{wording.figure_name(rule)}: {wording.sentence(rule)}."
    words = Ask(_("Change the rule"), _("Save the rule"), reverse("staging:status"), lead, crumbs(), done=_("The rule is saved."))

    def act(*, actor: Any, at: Any, reason: str, **typed: Any) -> object:
        draft = Draft(scope=rule.scope, metric=rule.metric, comparison=rule.comparison, **typed)
        return write_rule(draft=draft, code=code, actor=actor, at=at, reason=reason)

    initial = {"amber": rule.amber, "red": rule.red, "settled_weeks": rule.settled_weeks, "effective_on": today}
    return ask(request, RuleForm, words, act, initial=initial, scope=rule.scope)


@needs(Verb.CHANGE, "status_rule")
def retire(request: Request, code: str) -> HttpResponse:
    today = local_day(request.now)
    rule = rule_called(code, today)
    lead = f"{wording.figure_name(rule)}: {wording.sentence(rule)}."
    words = Ask(_("Retire the rule"), _("Retire"), reverse("staging:status"), lead, crumbs(), danger=True, done=_("The rule is retired."))
    return ask(request, RetireForm, words, lambda **typed: retire_rule(code, **typed), initial={"on": today})


def rule_called(code: str, on: date) -> Rule:
    rule = rules_in_force(on).get(code)
    if rule is None:
        raise NotFound(_("There is no such rule in force."))
    return rule


@needs(Verb.CHANGE, "status_override")
def override(request: Request, office_id: int, code: str) -> HttpResponse:
    today = local_day(request.now)
    office = offices_for(request.actor, Verb.VIEW, "status").filter(pk=office_id, rollout__isnull=False).first()
    if office is None:
        raise NotFound(_("This office is not in the programme."))
    rule = rule_called(code, today)
    found = steering.authority(Matter.STATUS_OVERRIDE, today)
    carried = asking.carried(asking.put(Matter.STATUS_OVERRIDE, override_key(office, code))) if found.committee_id is not None else None
    if found.committee_id is not None and carried is None:
        return put_to_vote(request, office, rule)
    initial = dict(carried.terms) if carried else {}
    if carried is None:
        may_override(request.actor, office, code, today)
    heading = _("Show another light for %(office)s") % {"office": office}
    lead = _("%(figure)s. The light by the rule stays visible beside; on the last day the override ends by itself. %(who)s")
    who = found.explanation
    said, back = lead % {"figure": wording.figure_name(rule), "who": who}, reverse("staging:status")
    act = partial(override_light, office, rule=code)
    words = Ask(heading, _("Show this light"), back, said, crumbs(), done=_("The light is overridden until its last day."))
    return ask(request, OverrideForm, words, act, initial=initial, latest=today + LONGEST_OVERRIDE)


def put_to_vote(request: Request, office: Office, rule: Rule) -> HttpResponse:
    """The charter gives overrides to a committee: the ballot about this one, or the form that asks for one light until one day."""
    stem, today = override_key(office, rule.code), local_day(request.now)
    standing = asking.voting(asking.put(Matter.STATUS_OVERRIDE, stem))
    if standing is not None:
        return redirect(standing.ballot)
    require(request.actor, Verb.CHANGE, "ballot")
    lead = _("The charter gives this to a committee. It decides on this light until this day; nothing else can be shown by its vote.")
    heading = f"{office} · {wording.figure_name(rule)}: {_('Put it to the committee')}"
    words = Ask(heading, _("Open the ballot"), reverse("staging:status"), lead, crumbs())

    def act(*, light: str, until: date, due_on: date, **by: Any) -> HttpResponse:
        check_override(light, until, today)
        another_light(office, rule.code, light, request.actor, today)
        terms = asking.terms_of(light=light, until=until)
        question = both(lambda: light_question(office, rule, light, until))
        return redirect(put_to_committee(Matter.STATUS_OVERRIDE, stem, terms, question=question, due_on=due_on, **by))

    initial = {"due_on": today + DAYS_TO_VOTE}
    return ask(request, PutLightForm, words, act, initial=initial, latest=today + LONGEST_OVERRIDE)


def light_question(office: Office, rule: Rule, light: str, until: date) -> str:
    values = {"office": office, "figure": wording.figure_name(rule), "light": wording.light_name(Light(light)), "day": written.day(until)}
    return _("%(office)s: shall “%(figure)s” be shown as “%(light)s” until %(day)s?") % values


@needs(Verb.CHANGE, "status_override")
def override_end(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(StatusOverride.objects.select_related("office"), pk=pk)
    values = {"office": found.office, "day": written.day(found.until)}
    lead = _("%(office)s: from today the rule's own light shows again, not only after %(day)s.") % values
    words = Ask(
        _("Take the override back"), _("Take back"), reverse("staging:status"), lead, crumbs(), done=_("The rule's own light shows again.")
    )
    return ask(request, ReasonOnlyForm, words, lambda **typed: end_override(found, **typed))
