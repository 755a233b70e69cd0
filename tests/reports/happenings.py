"""A small company to which everything happens that can change a report later: for the law that an earlier instant is told again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from governance.contracts import actions as contracts
from governance.core.actor import Actor, Grant
from governance.core.documents.freezing import canonical
from governance.core.roles import Role
from governance.organisation.actions.corrections import correct_membership
from governance.organisation.actions.offices import change_office
from governance.organisation.models import Membership, Office, OfficeKind
from reports.dashboards import office as office_page
from reports.dashboards import scorecard
from reports.dashboards.homes import office as office_home
from reports.dashboards.sections import Asked, gather
from reports.documents.figures import figures, report_reader
from reports.documents.pictures import pictures
from rollout.adoption.actions.weights import approve_weights, propose_weights
from rollout.adoption.models import ImportState, UsageDay, UsageImport, UsageSource
from rollout.kpis import actions as kpis
from rollout.kpis.actions import Entry
from rollout.kpis.models import BudgetKind, ValueKind
from rollout.staging.actions.moves import move
from rollout.staging.actions.past import correct_date
from rollout.staging.actions.programme import change_programme, change_wave, place_office
from rollout.staging.actions.status import Draft, write_rule
from rollout.staging.models import OfficeRollout, Programme, StageChange, StatusOverride, Wave
from rollout.staging.stages import Stage
from tests import company
from tests.governance.contracts import dealing
from tests.reports.happenings_at_work import AtWork, of_work, waits
from tests.rollout.adoption import seen
from tests.rollout.kpis.conftest import COMPLETE
from tests.training.clearance import clearing
from tests.training.courses import classroom
from training.clearance import actions as clearance

START = datetime(2026, 5, 18, 3, tzinfo=UTC)
PROJECT = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE),))
SPONSOR = Actor(username="sun", grants=(Grant(Role.SPONSOR),))
FINANCE = Actor(username="qian", grants=(Grant(Role.FINANCE),))
APRIL = date(2026, 4, 1)
NOT_HAPPENING = ("money", "values", "told", "gates", "planned", "rollout", "asks")


class World(AtWork):
    """Three offices under two regions, one of them a candidate, a contract running late, a KPI, a benefit. The clock is moved by hand."""

    def __init__(self, clock: dict[str, datetime]) -> None:
        self.clock = clock
        clock["at"] = START - timedelta(days=60)
        company.programme(grace_days=14, entered_on=date(2026, 5, 15))
        self.of = seen.file(last=date(2026, 5, 31))
        self.north = company.office("N", name="North", kind=OfficeKind.REGION)
        self.south = company.office("S", name="South", kind=OfficeKind.REGION)
        self.paris, self.parisians = seen.live_office(people=6, code="PAR", live_on=date(2026, 4, 6), parent=self.north)
        self.rome, self.romans = seen.live_office(people=5, code="ROM", parent=self.south)
        self.oslo = company.office("OSL", name="Oslo", parent=self.north)
        self.programme = Programme.objects.get()
        self.wave = company.wave(self.programme, 2, planned_live_on=date(2026, 5, 1))
        place_office(self.oslo, self.wave, actor=PROJECT, at=clock["at"])
        for person in [*self.parisians[:4], *self.romans]:
            seen.used(person, [day for back in range(6) for day in seen.weekdays(4, seen.WEEK - timedelta(weeks=back))], of=self.of)
        self.course = classroom.course()
        classroom.held(self.course, *self.parisians[:3], *self.romans, start=START - timedelta(days=50))
        clearing.requires(self.course, at=clearing.BEFORE)
        self.money()
        self.gates()
        clock["at"] = START
        clearance.follow(actor=seen.SYSTEM, at=START - timedelta(hours=1))
        seen.computed(START - timedelta(hours=1))

    @property
    def at(self) -> datetime:
        return self.clock["at"]

    def money(self) -> None:
        at = self.at
        self.contract = dealing.contract(ends_on=date(2026, 12, 31))
        self.milestone = dealing.milestone(self.contract, dealing.clause(self.contract), due=date(2026, 5, 4))
        self.penalty: Any = None
        kpi = kpis.define(code="won", actor=PROJECT, at=at, **COMPLETE | {"owner": company.person("Zhao Min")})
        self.kpi = kpis.activate(kpi, actor=PROJECT, at=at)
        self.values(90, ValueKind.ACTUAL)
        self.values(100, ValueKind.PLAN)
        fields: dict[str, Any] = {"name": "Faster answers", "direction": "cash_in", "owner": company.person(), "how": "Orders"}
        self.benefit = kpis.register_benefit(**fields, actor=PROJECT, at=at)
        kpis.plan_benefit(self.benefit, month=APRIL, amount=Decimal(1000), actor=PROJECT, at=at)
        self.line = kpis.open_budget_line(name="Training", currency="CNY", actor=PROJECT, at=at)

    def values(self, value: int, kind: ValueKind) -> None:
        offices = (self.paris, self.rome)
        entries = [Entry(self.kpi.pk, office.pk, APRIL, kind, Decimal(value + place)) for place, office in enumerate(offices)]
        kpis.enter(entries, actor=PROJECT, at=self.at, reason="month end")

    # What can happen. Each may happen again.

    def usage_comes_in(self) -> None:
        more = seen.file(first=seen.WEEK, last=date(2026, 5, 31), applied_at=self.at, uploaded_at=self.at)
        for person in self.parisians[4:]:
            for row in seen.used(person, seen.weekdays(3), of=more):
                row.recorded_at = self.at
                row.save()
        seen.computed(self.at)

    def a_span_is_corrected(self) -> None:
        """The days of one week are told again by another file, in place of what was counted."""
        better = seen.file(first=seen.WEEK, last=seen.SUNDAY, applied_at=self.at, uploaded_at=self.at)
        told = UsageDay.objects.current().filter(
            day__range=(seen.WEEK, seen.SUNDAY), source_user__key__in=[p.pseudonym for p in self.romans]
        )
        told.update(superseded_at=self.at)
        for row in seen.used(self.romans[0], seen.weekdays(5), of=better):
            row.recorded_at = self.at
            row.save()
        seen.computed(self.at)

    def a_file_is_withdrawn(self) -> None:
        last = UsageImport.objects.filter(state=ImportState.APPLIED).order_by("-pk")[0]
        UsageDay.objects.current().filter(usage_import=last).update(superseded_at=self.at)
        last.state, last.withdrawn_at = ImportState.WITHDRAWN, self.at
        last.save()
        seen.computed(self.at)

    def a_source_is_renamed(self) -> None:
        source = UsageSource.objects.get()
        source.name += "!"
        source.stale_after_days = 3
        source.save()

    def a_membership_is_corrected(self) -> None:
        held = Membership.objects.current().filter(person__in=self.parisians).order_by("pk").last()
        assert held is not None
        to = self.oslo if held.office_id != self.oslo.pk else self.paris
        correct_membership(
            membership=held, office=to, job=held.job_role, first_day=held.first_day, actor=PROJECT, at=self.at, reason="wrong office"
        )
        seen.computed(self.at)

    def a_person_joins(self) -> None:
        self.parisians.append(company.person(at=self.paris))
        Membership.objects.filter(person=self.parisians[-1]).update(recorded_at=self.at)
        clearance.follow(actor=seen.SYSTEM, at=self.at)
        seen.computed(self.at)

    def an_office_moves(self) -> None:
        rollout = OfficeRollout.objects.get(office=self.rome)
        to = Stage.HELD if rollout.stage != Stage.HELD else Stage.LIVE
        move(rollout, to, on=timezone.localdate(self.at), actor=PROJECT, at=self.at, reason="the building is closed")

    def a_go_live_is_corrected(self) -> None:
        change = StageChange.objects.filter(rollout__office=self.paris, to_stage=Stage.LIVE, superseded_by=None).latest("pk")
        back = -7 if change.on > date(2026, 4, 20) else 7
        correct_date(change, on=change.on + timedelta(days=back), actor=PROJECT, at=self.at, reason="the letter says otherwise")
        seen.computed(self.at)

    def weights_change(self) -> None:
        shares = {"reach": Decimal(40 + self.at.day % 7), "habit": Decimal(60 - self.at.day % 7)}
        first = timezone.localdate(self.at) - timedelta(days=timezone.localdate(self.at).weekday())
        version = propose_weights(weights=shares, first_day=first, actor=PROJECT, at=self.at, reason="simpler")
        approve_weights(version, actor=SPONSOR, at=self.at, reason="agreed")

    def weights_are_proposed(self) -> None:
        from rollout.adoption.models import WeightState, WeightVersion

        if not WeightVersion.objects.filter(state=WeightState.PROPOSED).exists():
            version = propose_weights(
                weights={"reach": Decimal(100)}, first_day=date(2026, 6, 1), actor=PROJECT, at=self.at, reason="simpler still"
            )
            assert version.state == WeightState.PROPOSED

    def a_rule_of_the_status_changes(self) -> None:
        limits = (Decimal(90), Decimal(80)) if self.at.day % 2 else (Decimal(20), Decimal(10))
        draft = Draft("office", "adoption.score", "below", *limits, effective_on=timezone.localdate(self.at), settled_weeks=1)
        write_rule(draft=draft, code="office-score", actor=PROJECT, at=self.at, reason="the board asked")

    def a_light_is_overridden(self) -> None:
        day = timezone.localdate(self.at)
        fields = {"rule": "office-score", "light": "amber", "from_day": day, "until": day + timedelta(days=30), "computed": "red"}
        StatusOverride.objects.create(office=self.paris, **fields, recorded_at=self.at, reason="new head")

    def a_kpi_value_is_corrected(self) -> None:
        self.values(120 - 30 * (self.at.day % 2) + self.at.day, ValueKind.ACTUAL)

    def a_kpi_is_changed(self) -> None:
        kpis.change(self.kpi, actor=PROJECT, at=self.at, reason="clearer", name=f"Value won, {self.at.day}", baseline=Decimal(70_000))

    def a_kpi_is_retired(self) -> None:
        self.kpi.refresh_from_db()
        if self.kpi.state == "active":
            kpis.retire(self.kpi, actor=PROJECT, at=self.at, reason="no longer asked for")
        else:
            kpis.activate(self.kpi, actor=PROJECT, at=self.at)

    def a_benefit_is_confirmed(self) -> None:
        month = APRIL - timedelta(days=31 * (self.at.day % 3))
        claimed = kpis.claim(
            self.benefit, month=month, amount=Decimal(900), note="Orders", actor=PROJECT, at=self.at, today=timezone.localdate(self.at)
        )
        self.clock["at"] += timedelta(minutes=5)
        kpis.confirm(claimed, amount=Decimal(800), actor=FINANCE, at=self.at, reason="one was cancelled")

    def a_benefit_is_renamed(self) -> None:
        fields = {"name": f"Answers {self.at.day}", "direction": "cash_in", "owner": self.benefit.owner, "how": "Orders"}
        kpis.register_benefit(self.benefit, **fields, actor=PROJECT, at=self.at, reason="clearer")  # type: ignore[arg-type]

    def money_is_approved(self) -> None:
        kpis.book(
            self.line, BudgetKind.APPROVED, on=timezone.localdate(self.at), amount=Decimal(100), actor=SPONSOR, at=self.at, reason="Plan"
        )

    def an_office_is_renamed(self) -> None:
        change_office(office=self.paris, actor=PROJECT, at=self.at, name=f"Paris {self.at.day}", name_zh="巴黎", reason="new name")

    def an_office_changes_region(self) -> None:
        fresh = Office.objects.get(pk=self.paris.pk)
        to = self.south if fresh.parent_id == self.north.pk else self.north
        change_office(office=self.paris, actor=PROJECT, at=self.at, parent=to, reason="reorganised")

    def an_office_is_closed(self) -> None:
        fresh = Office.objects.get(pk=self.rome.pk)
        fresh.closed_on = None if fresh.closed_on else timezone.localdate(self.at)
        fresh.save()
        clearance.follow(actor=seen.SYSTEM, at=self.at)

    def an_office_is_placed_in_another_wave(self) -> None:
        other = Wave.objects.get(number=1) if OfficeRollout.objects.get(office=self.oslo).wave_id == self.wave.pk else self.wave
        place_office(self.oslo, other, planned_live_on=timezone.localdate(self.at), actor=PROJECT, at=self.at, reason="swap")

    def a_wave_is_planned_anew(self) -> None:
        change_wave(self.wave, name=f"Second {self.at.day}", planned_live_on=date(2026, 6, 1), actor=PROJECT, at=self.at, reason="later")

    def the_programme_is_changed(self) -> None:
        names = {"name": f"CRM {self.at.day}", "name_zh": "推广", "starts_on": date(2026, 1, 5), "capacity": 2, "grace_days": 3}
        change_programme(self.programme, **names, actor=PROJECT, at=self.at, reason="renamed")  # type: ignore[arg-type]

    def a_penalty_is_assessed_or_waived(self) -> None:
        day = timezone.localdate(self.at)
        if self.penalty is None:
            clause = self.milestone.clauses.get()
            self.penalty = contracts.assess_penalty(self.milestone, clause, day=day, actor=PROJECT, at=self.at, reason="monthly")
        else:
            contracts.waive(self.penalty, amount=Decimal(100), actor=SPONSOR, at=self.at, reason="goodwill")

    def a_forecast_is_given(self) -> None:
        contracts.set_forecast(
            self.milestone, forecast=timezone.localdate(self.at) + timedelta(days=9), actor=PROJECT, at=self.at, reason="x"
        )

    def an_extension_is_granted(self) -> None:
        day = timezone.localdate(self.at)
        contracts.grant_extension(self.milestone, days=3, authority="letter", granted_on=day, actor=PROJECT, at=self.at, reason="holidays")

    def clearance_is_required_anew(self) -> None:
        clearing.requires(clearing.policy(), at=self.at)
        clearance.follow(actor=seen.SYSTEM, at=self.at)

    def the_validity_of_a_course_changes(self) -> None:
        self.course.validity_months = None if self.course.validity_months else 1
        self.course.save()
        clearance.follow(actor=seen.SYSTEM, at=self.at)

    def a_milestone_is_added_and_another_renamed(self) -> None:
        dealing.milestone(self.contract, due=date(2026, 5, 11), value=1000)
        self.milestone.name += " again"
        self.milestone.save()

    def a_pilot_wave_is_added(self) -> None:
        if not Wave.objects.filter(number=0).exists():
            company.wave(self.programme, 0)
        place_office(company.office(), self.wave, actor=PROJECT, at=self.at, reason="one more")

    # What is told.

    def told(self, instant: datetime, known_at: datetime | None) -> dict[str, Any]:
        """Everything that a report or a page tells of the day of this instant, as plain values."""
        day = timezone.localdate(instant)
        reader = report_reader(PROJECT)
        sections = gather(Asked(day, known_at, reader))
        found: dict[str, Any] = {"report": figures(pictures(day, reader, known_at), sections, known_at=known_at or instant)}
        found["work"] = of_work(PROJECT, (self.paris, self.rome, self.oslo), instant, self.at, known_at)
        for office in (self.paris, self.oslo):
            found[f"office {office.code}"] = of_office(office, day, known_at) | parts_of(office, day, known_at)
        return json.loads(canonical(found))  # type: ignore[no-any-return]


def of_office(office: Office, day: date, known_at: datetime | None) -> dict[str, Any]:
    """The office page and the scorecard."""
    office = Office.objects.select_related("parent").get(pk=office.pk)
    sheet = office_page.sheet(office, day, actor=PROJECT, known_at=known_at)
    missing = office_page.who_is_missing(sheet, PROJECT)
    return {
        "card": scorecard.collect(office, day, actor=PROJECT, known_at=known_at),
        "tiles": [[str(tile.label), tile.value, tile.note, tile.look] for tile in office_page.tiles(sheet)],
        "missing": [[str(cell) for cell in line] for line in missing.lines],
        "why": missing.why,
    }


def parts_of(office: Office, day: date, known_at: datetime | None) -> dict[str, Any]:
    """What the office page fetches: who is not cleared and why, tasks, KPIs."""
    found = office_home.people(office, day, known_at, PROJECT)
    return {
        "people": [[[waits(item) for item in part.items], [tile.value for tile in part.tiles]] for part in found],
        "people tiles": [[tile.value, str(tile.note)] for tile in office_home.people_tiles(office, day, known_at, PROJECT)],
        "kpis": [[str(cell.text) for cell in row] for row in office_home.kpis(office, day, known_at).rows],
    }


HAPPENINGS = tuple(
    name
    for where in (World, AtWork)
    for name, what in vars(where).items()
    if callable(what) and not name.startswith("_") and name not in NOT_HAPPENING
)
