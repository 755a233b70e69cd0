"""Customers, offices and people in the demo company: touchpoints, steps, tasks, refusals, surveys, and the showing to the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from governance.core.actor import Actor
from governance.core.suppression import FLOOR
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, JobRole, Office, Person
from governance.policies.models import Policy
from reports.dashboards.demo import impact_texts as texts
from reports.dashboards.demo.plan import OfficePlan
from reports.dashboards.demo.programme import instant
from rollout.impact.actions import demonstrations, resistance, steps, surveys, tasks, touchpoints
from rollout.impact.models import Asked, OfficeTask, RolloutStep, Survey, Tally, Touchpoint
from rollout.impact.reminding import remind_all
from rollout.impact.states import StepState, TaskState
from rollout.staging.stages import Stage

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LATE_OFFICES = 3
# Weeks ago a pulse survey closed; mean expectation and satisfaction then.
PULSES = ((18, 3.9, 2.4), (10, 3.4, 3.0), (2, 3.6, 3.7))

# A person, and the values given per question.
Said = tuple[int, Mapping[int, Sequence[int]]]


def enter_task_templates(*, actor: Actor, on: date) -> None:
    """Before the offices walk: each then gets its tasks with each stage."""
    for stage, name, name_zh, days in texts.TEMPLATES:
        tasks.write_template(stage=stage, name=name, name_zh=name_zh, due_after_days=days, actor=actor, at=instant(on))


def enter_impact(
    plans: Sequence[OfficePlan], offices: Mapping[str, Office], accounts: Sequence[Account], *, seed: int, actor: Actor, today: date
) -> None:
    random = Random(f"impact {seed}")
    by_name = {account.username: account for account in accounts}
    points = enter_map(actor=actor, on=today - WEEK * 34)
    waiting = [plan.code for plan in plans if Stage.LIVE not in dict(plan.walk)]
    last = offices[(waiting or [plans[-1].code])[-1]]
    for plan in texts.STEPS:
        enter_step(plan, points, by_name["project"].person, office=last if plan.get("last_office") else None, actor=actor, today=today)
    enter_scope(actor=actor, on=today - WEEK * 30)
    finish_tasks(random, actor=actor, today=today)
    give_head_of_the_demo(offices[plans[0].code], actor=actor, today=today)
    enter_refusals(plans, offices, by_name, random, actor=actor, today=today)
    enter_needs(random, actor=actor, today=today)
    for weeks, hopes, content in PULSES:
        enter_pulse(weeks, hopes, content, random, actor=actor, today=today)
    open_pulse(actor=actor, today=today)
    show_to_the_top(offices[plans[0].code], by_name, actor=actor, on=today - WEEK * 21)
    remind_all(today, at=instant(today, 7))


def enter_map(*, actor: Actor, on: date) -> dict[str, Touchpoint]:
    found = {}
    for code, name, name_zh, who, channel, process, contacts in texts.TOUCHPOINTS:
        fields: dict[str, Any] = {"who": who, "channel": channel, "process": process, "contacts_a_month": contacts}
        found[code] = touchpoints.write_touchpoint(code=code, name=name, name_zh=name_zh, **fields, actor=actor, at=instant(on))
    return found


def enter_step(
    plan: Mapping[str, Any], points: Mapping[str, Touchpoint], owner: Person | None, *, office: Office | None, actor: Actor, today: date
) -> None:
    """Planned, walked touchpoint by touchpoint, begun, met by customers; what they reject goes back."""
    planned = today + WEEK * plan["weeks"]
    on = min(planned, today) - WEEK * 3
    fields = {name: plan[name] for name in ("name", "name_zh", "what", "stage")}
    step = steps.plan_step(**fields, office=office, planned_on=planned, actor=actor, at=instant(on))
    for code, feels, effect, share, another_way, mitigation in plan["impacts"]:
        done = planned if mitigation and planned < today else None
        steps.assess(
            step,
            touchpoint=points[code],
            feels=feels,
            effect=effect,
            share=share,
            another_way=another_way,
            mitigation=mitigation,
            owner=owner if mitigation else None,
            due=planned if mitigation else None,
            actor=actor,
            at=instant(on + DAY),
        )
        if done:
            row = step.assessments.get(touchpoint=points[code])
            steps.mitigate(row, on=done, actor=actor, at=instant(done))
    walk(step, plan, points, planned, actor)


def walk(step: RolloutStep, plan: Mapping[str, Any], points: Mapping[str, Touchpoint], planned: date, actor: Actor) -> None:
    said = None
    for place, state in enumerate(plan["walk"]):
        on = planned + WEEK * 2 * place
        steps.move_step(step, StepState(state), on=on, actor=actor, at=instant(on, 18))
        if place == 0 and plan["reaction"]:
            kind, words, code, customers = plan["reaction"]
            day = on + DAY * 5
            said = steps.record_reaction(
                step, on=day, kind=kind, words=words, customers=customers, touchpoint=points[code], actor=actor, at=instant(day)
            )
    if said is not None and said.kind == "rejects":
        day = said.on + DAY * 2
        why = "65 orders were broken off in a week. The shop must find the number itself."
        steps.move_step(step, StepState.SENT_BACK, on=day, because_of=said, actor=actor, at=instant(day), reason=why)


def enter_scope(*, actor: Actor, on: date) -> None:
    for place, (what, why, instead) in enumerate(texts.DROPPED):
        day = on + WEEK * place * 4
        who = "项目组 Project team"
        touchpoints.leave_out(what=what, why=why, instead=instead, decided_on=day, decided_by=who, actor=actor, at=instant(day))


def finish_tasks(random: Random, *, actor: Actor, today: date) -> None:
    """Most are done in time; three offices still owe one that is late."""
    owing: set[int] = set()
    for task in OfficeTask.objects.filter(state=TaskState.OPEN).select_related("office").order_by("-due", "pk"):
        if task.due >= today:
            continue
        if len(owing) < LATE_OFFICES and task.office_id not in owing:
            owing.add(task.office_id)
            continue
        day = task.due - DAY * random.randrange(0, 4)
        tasks.finish(task, on=day, actor=actor, at=instant(day, 16))


def give_head_of_the_demo(office: Office, *, actor: Actor, today: date) -> None:
    """What the first office's head finds: one task to come and one that is late."""
    on = today - WEEK * 2
    late, due = today - DAY * 3, today + DAY * 9
    tasks.give_task(
        office=office, name="Send the list of part-time sellers", name_zh="提交兼职销售名单", due=late, actor=actor, at=instant(on)
    )
    tasks.give_task(
        office=office, name="Talk over the appraisal with each seller", name_zh="与每位销售沟通考核", due=due, actor=actor, at=instant(on)
    )


def enter_refusals(
    plans: Sequence[OfficePlan],
    offices: Mapping[str, Office],
    by_name: Mapping[str, Account],
    random: Random,
    *,
    actor: Actor,
    today: date,
) -> None:
    """In the larger offices that are under way; their heads sort them. Two are met by a firm measure under the policy."""
    policy = Policy.objects.get(code="duty-to-use")
    chosen = [plan.code for plan in sorted(plans, key=lambda plan: -plan.people) if dict(plan.walk).get(Stage.TRAINING)][:4]
    for place, (cause, response, words) in enumerate(texts.REFUSALS if chosen else ()):
        code = chosen[place % len(chosen)]
        on = today - DAY * (70 - 3 * place)
        seen = "said" if place % 3 else "seen"
        made = resistance.report(
            office=offices[code], witness=seen, words=words, on=on, job_role=JobRole.SALES, actor=actor, at=instant(on)
        )
        if not cause:
            continue
        head = by_name[f"head-{code.lower()}"]
        day = on + DAY * 2
        owner = head.person
        assert owner is not None
        resistance.answer(
            made,
            cause=cause,
            response=response,
            plan=PLANS[response],
            owner=owner,
            due=max(day + WEEK * 3, today - DAY * random.randrange(-20, 3)),
            policy=policy if response == "firm" else None,
            clause="7" if response == "firm" else "",
            actor=actor_for(head, day),
            at=instant(day),
        )


PLANS = {
    "train": "两次一对一练习。Two hours with the trainer on the real screens.",
    "encourage": "与同组的好手结对。Sits beside the best user of the team for a week.",
    "firm": "书面约定期限。A dated agreement in writing; then the way of the policy.",
}


def asked_people(survey: Survey) -> list[int]:
    return list(survey.asked.order_by("person__pseudonym").values_list("person_id", flat=True))


def enter_pulse(weeks: int, hopes: float, content: float, random: Random, *, actor: Actor, today: date) -> None:
    """Opened, answered by two thirds of the sellers, closed."""
    closes = today - WEEK * weeks
    if too_few([JobRole.SALES], closes - DAY * 7):
        return
    survey = written("pulse", closes, actor, [JobRole.SALES])
    for measures, text, hans, hant in texts.PULSE:
        fields: dict[str, Any] = {"measures": measures, "text": text, "text_zh_hans": hans, "text_zh_hant": hant}
        surveys.ask_question(survey, **fields, actor=actor, at=instant(closes - DAY * 8))
    survey = surveys.open_survey(survey, actor=actor, at=instant(closes - DAY * 7))
    first, second = survey.questions.order_by("position").values_list("pk", flat=True)
    said: list[Said] = []
    for person in asked_people(survey):
        if random.random() < 0.66:
            given = {first: [rated(random, hopes)], second: [rated(random, content)]}
            said.append((person, given))
    answer_together(survey, said)
    surveys.close_survey(survey, actor=actor, at=instant(closes, 18))


def answer_together(survey: Survey, said: Sequence[Said]) -> None:
    """What `answer_survey` does for one, for thousands: ticks set and counters raised, each once. Nothing else of an answer is kept."""
    asked = {row.person_id: row for row in Asked.objects.filter(survey=survey)}
    raised: Counter[tuple[int, int | None, str, int]] = Counter()
    for person, given in said:
        row = asked[person]
        row.answered = True
        for question, values in given.items():
            for value in values:
                raised.update([(question, row.office_id, "", value), (question, None, row.job_role, value)])
    tallies = list(Tally.objects.filter(question__survey=survey))
    for tally in tallies:
        tally.people += raised[tally.question_id, tally.office_id, tally.job_role, tally.value]
    Asked.objects.bulk_update(asked.values(), ["answered"], batch_size=500)
    Tally.objects.bulk_update(tallies, ["people"], batch_size=500)


def too_few(jobs: list[str], on: date) -> bool:
    """A company so small that nothing of its answers could be told asks nobody."""
    return len(surveys.audience(Survey(job_roles=jobs, office_ids=[]), on)) < FLOOR


def rated(random: Random, mean: float) -> int:
    return min(max(round(random.gauss(mean, 0.9)), 1), 5)


def written(kind: str, closes: date, actor: Actor, jobs: list[str]) -> Survey:
    titles = {
        "pulse": ("How is the rollout going?", "推广进行得怎么样？", "推廣進行得怎麼樣？"),
        "needs": ("What do you need?", "您需要什么？", "您需要什麼？"),
    }
    title, hans, hant = (f"{text} {closes:%Y-%m}" for text in titles[kind])
    days: dict[str, Any] = {"opens_on": closes - DAY * 7, "closes_on": closes}
    return surveys.write_survey(
        kind=kind, title=title, title_zh_hans=hans, title_zh_hant=hant, job_roles=jobs, **days, actor=actor, at=instant(closes - DAY * 9)
    )


def enter_needs(random: Random, *, actor: Actor, today: date) -> None:
    """Before the pilots begin: clerks and managers say what they need."""
    closes = today - WEEK * 24
    if too_few([JobRole.CLERK, JobRole.MANAGER], closes - DAY * 7):
        return
    survey = written("needs", closes, actor, [JobRole.CLERK, JobRole.MANAGER])
    choices = [{"en": english, "zh_hans": hans, "zh_hant": hant} for english, hans, hant in texts.NEEDS_CHOICES]
    text, hans, hant = texts.NEEDS
    fields: dict[str, Any] = {"measures": "choice", "text": text, "text_zh_hans": hans, "text_zh_hant": hant}
    surveys.ask_question(survey, **fields, choices=choices, actor=actor, at=instant(closes - DAY * 8))
    survey = surveys.open_survey(survey, actor=actor, at=instant(closes - DAY * 7))
    question = survey.questions.get()
    said: list[Said] = []
    for person in asked_people(survey):
        ticked = [place for place, weight in enumerate((0.7, 0.3, 0.5, 0.6)) if random.random() < weight]
        if random.random() < 0.8:
            said.append((person, {question.pk: ticked}))
    answer_together(survey, said)
    surveys.close_survey(survey, actor=actor, at=instant(closes, 18))


def open_pulse(*, actor: Actor, today: date) -> None:
    """One that waits for answers now, also of heads and clerks."""
    if too_few([], today - DAY * 2):
        return
    survey = written("pulse", today + DAY * 5, actor, [])
    for measures, text, hans, hant in texts.PULSE:
        fields: dict[str, Any] = {"measures": measures, "text": text, "text_zh_hans": hans, "text_zh_hant": hant}
        surveys.ask_question(survey, **fields, actor=actor, at=instant(today - DAY * 3))
    surveys.open_survey(survey, actor=actor, at=instant(today - DAY * 2))


def show_to_the_top(office: Office, by_name: Mapping[str, Account], *, actor: Actor, on: date) -> None:
    present = [person for name in ("sponsor", "committee") if (person := by_name[name].person)]
    demonstrations.record_demonstration(
        on=on,
        office=office,
        shown="一笔订单从电话到送货。One order from the telephone to the delivery, on the real screens, by two sellers of the pilot.",
        present=present,
        decided="继续推广；先培训，后上线。Go on to the first cities; nobody goes live before the test.",
        actor=actor,
        at=instant(on, 17),
    )
