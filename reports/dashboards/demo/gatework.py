"""Gates of the demo company: one before every stage, a pilot decided with its evidence, and what follows from decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from governance.core import attachments
from governance.core.actor import Actor, system_actor
from governance.core.roles import Role
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.group_hold import decided_by_group
from reports.dashboards.demo.plan import OfficePlan
from reports.dashboards.demo.programme import THROUGH_ITS_GATE, instant
from rollout.staging import actions, selectors
from rollout.staging.actions.status import override_light
from rollout.staging.gates import Asks
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.models import GateDecision, GateVersion, OfficeRollout, Programme, Rollback
from rollout.staging.stages import Stage
from rollout.staging.states import DATA_STEPS, Decided
from rollout.staging.status.rules import Light
from rollout.staging.status.selectors import figures_day, standings

DAY = timedelta(days=1)
# Who began a stage longer ago than this can have gone back a day later and have finished the checklist by now, whatever the weekday.
CHECKED = 4 * DAY


def figure(metric: str, value: str, **more: Any) -> dict[str, Any]:
    return {"metric": metric, "threshold": Decimal(value)} | more


def word(role: Role, label: str, label_zh: str, **more: Any) -> dict[str, Any]:
    return {"asks": Asks.ATTESTATION, "role": role, "label": label, "label_zh": label_zh} | more


GATES: Mapping[Stage, Sequence[dict[str, Any]]] = {
    Stage.CANDIDATE: (
        word(Role.OFFICE_HEAD, "The head agrees to the dates and names a deputy.", "负责人同意日期并指定副手。"),
        figure("impact.demonstrations_held", "1", blocking=False),
    ),
    Stage.PREPARING: (
        figure("impact.tasks_done", "50"),
        figure("impact.severe_without_mitigation", "0", compare="at_most"),
        figure("training.enrolled", "90", dry_run=True),
    ),
    Stage.TRAINING: (
        figure("training.attended", "80", minimum_sample=5),
        figure("training.pass_rate", "70", minimum_sample=5),
        word(Role.TRAINER, "Every seller entered a visit alone in the exercise.", "每位销售都在练习中独立录入过一次拜访。", blocking=False),
    ),
    Stage.TRIAL: (
        figure("clearance.cleared_share", "80", minimum_sample=5),
        figure("impact.severe_without_mitigation", "0", compare="at_most"),
        figure("impact.migration_reconciled", "100", dry_run=True),
    ),
    Stage.LIVE: (
        figure(
            "adoption.score",
            "50",
            steps=[{"from_week": 8, "threshold": "60"}, {"from_week": 16, "threshold": "65"}],
            weeks_needed=3,
            weeks_seen=4,
            fresh_days=14,
        ),
        figure("adoption.reach", "70", minimum_sample=5, fresh_days=14),
        figure("adoption.month_end", "40", compare="at_most", blocking=False),
    ),
    Stage.STABILISED: (
        figure("adoption.reach", "60", weeks_needed=3, weeks_seen=3, fresh_days=21),
        word(Role.PROJECT_OFFICE, "The office can keep its data in order without the project.", "办事处能够自行维护数据。"),
    ),
}


@dataclass(frozen=True)
class Cast:
    """Who acts, and what they stand before."""

    programme: Programme
    by_name: Mapping[str, Account]
    gates: Mapping[Stage, GateVersion]

    def who(self, name: str, on: date) -> Actor:
        return actor_for(self.by_name[name], on)


def enter_gates(plans: Sequence[OfficePlan], accounts: Sequence[Account], *, today: date) -> None:
    """The last gate came into force between the two pilots, the others three weeks ago; since then four offices were decided about."""
    programme = selectors.programme()
    if programme is None:
        return
    by_name = {account.username: account for account in accounts}
    handed_over = next((day for plan in plans for stage, day in plan.walk if (plan.code, stage) == THROUGH_ITS_GATE), None)
    begun = dict.fromkeys(GATES, instant(today - 21 * DAY, 10))
    if handed_over is not None:
        begun[Stage.STABILISED] = instant(handed_over - DAY, 20)
    cast = Cast(programme, by_name, {start: put_in_force(programme, start, by_name, at) for start, at in begun.items()})
    taken: set[int] = set()
    if handed_over is not None:
        hand_over(cast, handed_over, today)
    if office := free(cast, (Stage.LIVE,), today - 12 * DAY, taken):
        decide(cast, office, Decided.GO, today - 12 * DAY, until=today + 6 * DAY, reason="Two sellers were ill; the head vouches for them.")
    if office := free(cast, (Stage.LIVE, Stage.TRIAL), today - 11 * DAY, taken):
        conditional(cast, office, today)
    if office := free(cast, (Stage.LIVE,), today - 9 * DAY, taken):
        decided_by_group(office, cast.gates[Stage.LIVE], by_name, today=today)
    if office := free(cast, (Stage.TRAINING, Stage.TRIAL), today - CHECKED, taken):
        roll_back(cast, office, today)
    show_light(cast, today)
    actions.watch(programme, actor=system_actor("schedule"), at=instant(today - 3 * DAY, 1))


def put_in_force(programme: Programme, start: Stage, by_name: Mapping[str, Account], at: datetime) -> GateVersion:
    project = actor_for(by_name["project"], at.date())
    draft = actions.draft_version(programme, start, actor=project, at=at)
    for line in GATES[start]:
        actions.add_criterion(draft, line, actor=project, at=at)
    return actions.activate(draft, actor=project, at=at, reason="Agreed in the leadership group.")


def hand_over(cast: Cast, day: date, today: date) -> None:
    """The second pilot is decided about, with its evidence, and handed over the same day."""
    rollout = OfficeRollout.objects.select_related("office", "wave__programme").get(office__code=THROUGH_ITS_GATE[0])
    decide(cast, rollout, Decided.GO, day, until=today + 20 * DAY, reason="The pilot has carried itself for weeks.")
    actions.move(rollout, Stage.HANDED_OVER, on=day, actor=cast.who("project", day), at=instant(day, 17))


def free(cast: Cast, stages: Sequence[Stage], day: date, taken: set[int]) -> OfficeRollout | None:
    """An office, no pilot, in one of these stages since before that day and not yet used."""
    rows = OfficeRollout.objects.filter(wave__programme=cast.programme, stage__in=stages).select_related("office", "wave__programme")
    steps = selectors.stage_timelines()
    for row in sorted(rows, key=lambda row: (stages.index(Stage(row.stage)), row.office.code)):
        last = steps.get(row.office_id, ())
        if not row.wave.is_pilot and row.pk not in taken and last and last[-1].on < day:
            taken.add(row.pk)
            return row
    return None


def decide(cast: Cast, rollout: OfficeRollout, outcome: Decided, day: date, *, until: date, reason: str, **more: Any) -> GateDecision:
    """The sponsor decides, after words were given and what lacks was passed over until that day."""
    version, at = cast.gates[Stage(rollout.stage)], instant(day, 15)
    sponsor = cast.who("sponsor", day)
    if outcome in (Decided.GO, Decided.CONDITIONAL):
        for line in version.criteria.filter(asks=Asks.ATTESTATION, role=Role.PROJECT_OFFICE):
            project = cast.who("project", day)
            paper = attachments.store(
                BytesIO(b"Notes of the visit: the office enters and checks its own data.\n"),
                name="visit.txt",
                actor=project,
                at=at,
                what="gate_attestation",
                office_id=rollout.office_id,
            )
            actions.attest(rollout, line, holds=True, evidence=paper, actor=project, at=at, reason="Seen on the visit.")
        _facts, evaluation = judge([Asked(rollout, tuple(version.criteria.all()))], at=at)[rollout.office_id]
        for finding in evaluation.lacking:
            criterion = version.criteria.get(code=finding.criterion.code)
            actions.override_criterion(rollout, criterion, until=until, actor=sponsor, at=at, reason=reason)
    return actions.decide(rollout, version, outcome, after=None, actor=sponsor, at=at, reason=reason, **more)


def conditional(cast: Cast, rollout: OfficeRollout, today: date) -> None:
    """A go with a condition that nobody met: due five days ago, so the office was put on hold by itself."""
    owner = cast.by_name.get(f"head-{rollout.office.code.lower()}", cast.by_name["project"]).person
    assert owner is not None
    new = actions.NewCondition("补齐三家大客户的联系人 Complete the contacts of the three largest customers", owner, today - 5 * DAY)
    reason = "Good figures, but the largest customers lack contacts."
    decide(cast, rollout, Decided.CONDITIONAL, today - 11 * DAY, until=today + 25 * DAY, reason=reason, conditions=[new])


def roll_back(cast: Cast, rollout: OfficeRollout, today: date) -> None:
    """One office goes back to preparing the day after it began its stage, and its checklist is worked off in two days."""
    day = selectors.stage_timelines(office_ids=[rollout.office_id])[rollout.office_id][-1].on + DAY
    reason = "Half of the customers of the office were loaded under the wrong owner."
    decide(cast, rollout, Decided.ROLL_BACK, day, until=today, reason=reason, to=Stage.PREPARING)
    rollback = Rollback.objects.get(rollout=rollout)
    project = cast.who("project", day)
    for step in rollback.steps.all():
        counts: dict[str, Any] = {"in_crm": 412, "in_office": 409} if step.step in DATA_STEPS else {}
        done = "Three test customers were left out." if counts else "Done together with the head of the office."
        actions.complete_step(step, actor=project, at=instant(day + DAY, 9 + step.place), reason=done, **counts)
    actions.finish_rollback(rollback, actor=project, at=instant(day + 2 * DAY, 17), reason="Checked with the head.")


def show_light(cast: Cast, today: date) -> None:
    """The worst light of an office by the rules is shown one step better for three weeks, with its reason."""
    day = today - 4 * DAY
    sponsor = cast.who("sponsor", day)
    offices = {row.office_id: row.office for row in OfficeRollout.objects.select_related("office").order_by("office__code")}
    found = standings(list(offices), day, actor=sponsor, figures_on=figures_day(day, actor=sponsor))
    for wanted, shown in ((Light.RED, Light.AMBER), (Light.AMBER, Light.GREEN)):
        for office in offices.values():
            for told in found[office.pk].told:
                if told.shown.computed == wanted:
                    until, at = today + 17 * DAY, instant(day, 16)
                    reason = "新任负责人三周前到任，数据尚未反映。A new head began three weeks ago; the figures do not show it yet."
                    override_light(office, rule=told.rule.code, light=shown, until=until, actor=sponsor, at=at, reason=reason)
                    return
