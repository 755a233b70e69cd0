"""Results: of an office's people, by cohort, and a candidate's way to dispute a mark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty, status
from governance.core.errors import NotAllowed, NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, scope
from governance.core.tables import Table
from governance.organisation.models import Experience, JobRole, Office
from governance.organisation.selectors import people_names
from training.testing import charts
from training.testing.actions import hand_marking
from training.testing.cohorts import Cohort, Result, split
from training.testing.forms.results import DisputeForm
from training.testing.models import AttemptItem, Paper
from training.testing.selectors.hand_marks import essays, marked
from training.testing.selectors.results import Sat, people_within, sat
from training.testing.standing import Standing

WHAT = "office_result"


@needs(Verb.VIEW, WHAT)
def results(request: Request) -> HttpResponseBase:
    """People of the offices this reader answers for: passed or not, when, until when. No answers, and no scores for heads."""
    reached = scope(request.actor, Verb.VIEW, WHAT)
    found = sat(people=people_within(reached, timezone.localdate(request.now)))
    standings = {(row.person_id, row.paper_id): row.standing(request.now) for row in found}
    table = results_table(request, found, standings, scores=reached.everything)
    today = timezone.localdate(request.now)
    passed = sum(told.valid_on(today) for told in standings.values())
    context = {"table": table, "passed": passed, "all": len(found), "waiting": sum(told.waiting for told in standings.values())}
    return table.export() or render(request, "testing/results.html", context)


def results_table(request: Request, found: list[Sat], told: dict[tuple[int, int], Standing], *, scores: bool) -> Table:
    names = people_names([row.person_id for row in found], request.actor)
    papers = Paper.objects.in_bulk({row.paper_id for row in found})
    offices = Office.objects.in_bulk({row.office_id for row in found if row.office_id})
    titles = [(str(paper), str(paper)) for paper in papers.values()]
    today = timezone.localdate(request.now)

    def stands(row: Sat) -> Standing:
        return told[row.person_id, row.paper_id]

    columns = [
        Column("person", _("Person"), value=lambda row: names[row.person_id]),
        Column("office", _("Office"), value=lambda row: str(offices[row.office_id]) if row.office_id else ""),
        Column("paper", _("Paper"), value=lambda row: str(papers[row.paper_id]), choices=titles),
        Column("state", _("State"), value=lambda row: state(stands(row), today)[1], show=lambda row: status(*state(stands(row), today))),
        Column("passed_on", _("Passed on"), value=lambda row: day_of(stands(row))),
        Column("until", _("Valid until"), value=lambda row: stands(row).valid_until),
        Column("used", _("Attempts"), value=lambda row: stands(row).used, numeric=True),
        Column("left", _("Attempts left"), value=lambda row: stands(row).left, numeric=True),
    ]
    if scores:
        columns.append(
            Column("result", _("Result of the test"), value=lambda row: stands(row).percent, numeric=True, percent=True, decimals=1)
        )
    empty = Empty(_("No results yet"), _("Results appear here as soon as somebody hands in a test."))
    return Table(request, columns, found, name="results", compact=10, empty=empty)


def state(told: Standing, today: Any) -> tuple[str, str]:
    if told.valid_on(today):
        return "good", _("Passed")
    if told.passed:
        return "watch", _("Pass has run out")
    if told.waiting:
        return "info", _("Being marked")
    if told.open:
        return "info", _("In progress")
    return "bad", _("Not passed")


def day_of(told: Standing) -> Any:
    return timezone.localdate(told.passed_at) if told.passed_at else None


@needs(Verb.VIEW, "test_cohorts")
def cohorts(request: Request) -> HttpResponse:
    """How groups of people did: by job, by experience, by office; for one paper or all."""
    if not scope(request.actor, Verb.VIEW, "test_cohorts").everything:
        raise NotAllowed(_("Cohorts of the whole company are for those who see every office."))
    papers = list(Paper.objects.order_by("code"))
    asked = next((paper for paper in papers if str(paper.pk) == request.GET.get("paper")), None)
    today = timezone.localdate(request.now)
    found = sat(papers=None if asked is None else [asked.pk])
    told = [(row, Result(row.person_id, row.first_time(today), bool(passed))) for row in found if (passed := row.passed(today)) is not None]
    offices = {pk: str(office) for pk, office in Office.objects.in_bulk({row.office_id for row, _result in told if row.office_id}).items()}
    groups = [
        (_("Job"), labelled(split((row.job_role, result) for row, result in told), dict(JobRole.choices))),
        (_("Experience"), labelled(split((row.experience, result) for row, result in told), dict(Experience.choices))),
        (_("Office"), labelled(split((row.office_id or 0, result) for row, result in told), offices)),
    ]
    context = {
        "papers": papers,
        "asked": asked,
        "groups": groups if told else [],
        "people": len({row.person_id for row, _result in told}),
        "chart": charts.by_cohort(groups[0][1] + groups[1][1], get_language() or "en") if told else None,
    }
    return render(request, "testing/cohorts.html", context)


def labelled(found: list[Cohort[Any]], names: dict[Any, Any]) -> list[tuple[str, Cohort[Any]]]:
    return [(str(names.get(one.key, _("No office then"))), one) for one in found]


@needs(Verb.CHANGE, "mark_dispute")
def dispute(request: Request, item: int) -> HttpResponse:
    """A candidate asks for another marker, and reads what the first one wrote."""
    found = AttemptItem.objects.filter(pk=item, attempt__person=request.actor.person_id).first() if request.actor.person_id else None
    one = next(iter(marked(essays().filter(pk=item))), None) if found is not None else None
    if found is None or one is None:
        raise NotFound(_("There is no such mark of yours."))
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda typed: hand_marking.dispute(one.item, **typed, actor=request.actor, at=request.now)
    ):
        messages.success(request, _("Somebody else will mark your answer. The mark you have stands until then."))
        return redirect(reverse("testing:result", args=[one.item.attempt_id]))
    return render(request, "testing/dispute.html", {"form": form, "one": one, "points": points_of(one)})


def points_of(one: Any) -> Any:
    return None if one.outcome.share is None else one.outcome.share * one.item.points
