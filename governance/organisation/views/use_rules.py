"""Pages of the rule who must use the CRM and of usage notices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table
from governance.organisation.actions import use_rules
from governance.organisation.actions.dated import OVERTAKEN, day_of
from governance.organisation.directory import PersonState
from governance.organisation.forms.authority import NoticeForm, RuleCorrectionForm, RuleForm
from governance.organisation.forms.people import WhyForm
from governance.organisation.listing import offices_of, people_listed
from governance.organisation.models import JobRole, Membership, Office, Person, UsageNotice, UseRule
from governance.organisation.selectors import must_use
from governance.organisation.views.acting import Ask, ask
from governance.organisation.views.authority import dated_state
from governance.organisation.views.people import person_columns, to_person


@needs(Verb.VIEW, "use_rule")
def rule_list(request: Request) -> HttpResponseBase:
    day = day_of(request.now)
    rows = UseRule.objects.current().select_related("office").order_by("job_role", "first_day", "pk")
    columns = [
        Column("job_role", _("Job"), choices=JobRole.choices, show=lambda row: row.get_job_role_display()),
        Column("crm_role", _("Role in the CRM")),
        Column("office", _("Only in"), value=lambda row: str(row.office) if row.office else _("Everywhere")),
        Column("first_day", _("First day")),
        Column("last_day", _("Last day")),
        Column("state", _("State"), sort=False, value=lambda row: "", show=lambda row: dated_state(row, day)),
    ]
    may_change = allows(request.actor, Verb.CHANGE, "use_rule")
    if may_change:
        columns.append(Column("end", _("Action"), sort=False, value=lambda row: _("Correct or end"), link=to_rule))
    new = reverse("organisation:rule-new")
    empty = Empty(
        _("Nobody must use the CRM yet"),
        _("Say which jobs must use it, and from when."),
        new if may_change else "",
        _("Add a rule"),
        "gavel",
    )
    shown = Table(request, columns=columns, rows=list(rows), name="rules", empty=empty, compact=10)
    page = {"rules": shown, "may_change": may_change, "bound": len({duty.person_id for duty in must_use(day, day)})}
    return shown.export() or render(request, "organisation/rules.html", page)


def to_rule(row: UseRule) -> str:
    return reverse("organisation:rule", args=[row.pk])


@needs(Verb.CHANGE, "use_rule")
def rule_new(request: Request) -> HttpResponse:
    back = reverse("organisation:use_rules")
    lead = _("Who must use the CRM, in which role, from when.")
    words = Ask(_("New rule"), _("Add the rule"), back, lead, [(_("Who must use the CRM"), back)], done=_("The rule is added."))
    return ask(request, RuleForm, words, use_rules.add_rule)


@needs(Verb.CHANGE, "use_rule")
def rule_correct(request: Request, pk: int) -> HttpResponse:
    rule = UseRule.objects.current().filter(pk=pk).select_related("office").first()
    if rule is None:
        raise NotFound(OVERTAKEN)
    back = reverse("organisation:use_rules")
    lead = f"{rule.get_job_role_display()} · {rule.office or _('Everywhere')}"
    words = Ask(_("Correct or end the rule"), _("Save"), back, lead, [(_("Who must use the CRM"), back)], done=_("The rule is changed."))
    initial = {"crm_role": rule.crm_role, "first_day": rule.first_day, "last_day": rule.last_day}
    return ask(request, RuleCorrectionForm, words, lambda **data: use_rules.correct_rule(rule=rule, **data), initial=initial)


@needs(Verb.VIEW, "usage_notice")
def notice_list(request: Request) -> HttpResponseBase:
    """The register of those who have no notice yet, of the people the reader may know of."""
    day = day_of(request.now)
    reached = scope(request.actor, Verb.VIEW, "usage_notice")
    offices = None if reached.everything else reached.office_ids
    here = people_listed(request.actor, day, office_ids=offices).filter(state__in=[PersonState.HERE, PersonState.AWAY])
    told = UsageNotice.objects.current().filter(given_on__lte=day)
    missing = here.exclude(pk__in=told.values("person"))
    listed = person_columns(offices_of(missing))
    columns = [replace(listed["name"], label=_("Person")), listed["number"], listed["office"], replace(listed["job"], choices=())]
    empty = Empty(_("Everyone has been told"), _("Every person with the company has a recorded notice."), icon="circle-check")
    shown = Table(request, columns=columns, rows=missing, name="notices", order="office", empty=empty, compact=10)
    page = {
        "missing": shown,
        "lacking": missing.count(),
        "told": here.filter(pk__in=told.values("person")).count(),
        "may_change": allows(request.actor, Verb.CHANGE, "usage_notice"),
    }
    return shown.export() or render(request, "organisation/notices.html", page)


@needs(Verb.CHANGE, "usage_notice")
def notice_give(request: Request) -> HttpResponse:
    back = reverse("organisation:notices")
    lead = _("Record it once it has been given. People who already have a notice keep theirs.")
    words = Ask(
        _("Notice to a whole office"), _("Record the notice"), back, lead, [(_("Usage notices"), back)], done=_("The notice is recorded.")
    )

    def act(office: Office, given_on: Any, **data: Any) -> Any:
        below = Office.below([office.pk], dict(Office.objects.values_list("pk", "parent_id")))
        here = Membership.objects.current().on(given_on).filter(office__in=below).values("person")
        return use_rules.give_notice(people=Person.objects.filter(pk__in=here), given_on=given_on, **data)

    return ask(request, NoticeForm, words, act)


@needs(Verb.CHANGE, "usage_notice")
def notice_withdraw(request: Request, pk: int) -> HttpResponse:
    notice = UsageNotice.objects.current().filter(pk=pk).select_related("person").first()
    if notice is None:
        raise NotFound(OVERTAKEN)
    back = to_person(notice.person)
    done = _("The notice is withdrawn.")
    words = Ask(_("Withdraw the notice"), _("Withdraw"), back, crumbs=[(_("Usage notices"), back)], danger=True, done=done)
    return ask(request, WhyForm, words, lambda **data: use_rules.withdraw_notice(notice=notice, **data))
