"""The training of the demo company, played in the order of days through the room's own actions.

On-site sessions follow each office into its training stage; whoever missed them is called to a central one; new hires and
trainers have their own. Sessions of every state are there at the end, one of them running now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.jobs import announce
from governance.core.roles import Role
from governance.core.workdays import WorkingCalendar
from governance.organisation.actions.roles import give_role
from governance.organisation.models import Account, JobRole, Office, OfficeKind, Person
from reports.dashboards.demo.company import MARK
from reports.dashboards.demo.course_texts import ADMINISTRATORS, CLERKS, COMMENTS, COURSES, NEWCOMERS, SALES, TRAINERS
from reports.dashboards.demo.geography import COMPANY
from reports.dashboards.demo.plan import Character, OfficePlan, monday
from reports.dashboards.demo.programme import instant, start_day
from reports.dashboards.demo.staff import HEAD_OFFICE, StaffPlan, by_office, employee_number
from rollout.staging.stages import Stage
from training.courses import actions, signing
from training.courses.models import Course, Enrolment, Mode, Session
from training.courses.needs import needs
from training.courses.rules.groups import sizes
from training.courses.rules.states import EnrolmentState, Standing

GROUP = 16
OFFICES_PER_TRAINER = 8
# Every second working day, so many of them, has sessions planned ahead.
PLANNED_AHEAD = 8
# A morning and an afternoon: how long the trainer of an office can go on in one day.
HALF_DAYS = (9, 14)
# Clerks who learn to look after the CRM beside its administrator.
KEY_CLERKS = 3
# Of those who missed a session, the share that each later one reaches.
CALLED = 0.45


@dataclass(frozen=True)
class Lesson:
    """One session to be held: what, where, when, and who should come."""

    course: str
    office: str
    start: datetime
    people: tuple[int, ...] = ()
    still_needing: bool = False
    mode: Mode = Mode.ON_SITE
    then: str = "closed"


@dataclass
class Company:
    """What the story needs of the company while it is played."""

    plans: Sequence[OfficePlan]
    staff: Sequence[StaffPlan]
    crews: Mapping[str, Sequence[StaffPlan]]
    people: Mapping[str, Person]
    offices: Mapping[str, Office]
    trainers: Sequence[Person]
    courses: Mapping[str, Course]
    random: Random
    actor: Actor
    now: datetime


def enter_training(
    plans: Sequence[OfficePlan],
    staff: Sequence[StaffPlan],
    accounts: Sequence[Account],
    days: WorkingCalendar,
    *,
    seed: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> int:
    """Courses, trainers, and every session of the story. Returns how many sessions."""
    people = {str(one.employee_number): one for one in Person.objects.exclude(employee_number=None).select_related("identity")}
    offices = {one.code: one for one in Office.objects.order_by("pk")}
    at = instant(start_day(today))
    crews = by_office(staff)
    trainers = name_trainers(plans, crews, accounts, people, actor=actor, at=at)
    enter_roads(offices, actor=actor, at=at)
    courses = enter_courses(actor=actor, at=at)
    company = Company(plans, staff, crews, people, offices, trainers, courses, Random(f"training {seed}"), actor, now)
    told = sorted(lessons(company, days, today), key=lambda lesson: (lesson.start, lesson.office, lesson.course))
    held = [play(company, lesson) for lesson in told]
    announce("attendance", actor=actor, at=now)
    return len([one for one in held if one is not None])


def enter_courses(*, actor: Actor, at: datetime) -> dict[str, Course]:
    by: dict[str, Any] = {"first_day": at.date(), "actor": actor, "at": at, "reason": MARK}
    return {one.code: actions.set_up_course(code=one.code, audience=one.audience, **one.as_fields(), **by) for one in COURSES}


def name_trainers(
    plans: Sequence[OfficePlan],
    crews: Mapping[str, Sequence[StaffPlan]],
    accounts: Sequence[Account],
    people: Mapping[str, Person],
    **by: Any,
) -> list[Person]:
    """The trainer of the head office, and the most diligent seller of each of the first offices: the best teach the others."""
    found = [account.person for account in accounts if account.username == "trainer" and account.person]
    for plan in plans[: max(4, len(plans) // OFFICES_PER_TRAINER)]:
        sellers = [
            one for one in crews[plan.code] if one.office == plan.code and one.job == JobRole.SALES and not (one.left_on or one.moves_on)
        ]
        best = max(sellers, key=lambda one: (one.diligence, one.number), default=None)
        if best is not None:
            give_role(person=people[best.number], role=Role.TRAINER, first_day=by["at"].date(), reason=MARK, **by)
            found.append(people[best.number])
    return found


def enter_roads(offices: Mapping[str, Office], *, actor: Actor, at: datetime) -> None:
    """Half a day between two regions, more between those far apart."""
    regions = sorted((one for one in offices.values() if one.kind == OfficeKind.REGION), key=lambda one: one.code)
    for place, first in enumerate(regions):
        for steps, second in enumerate(regions[place + 1 :], start=1):
            actions.set_travel(first=first, second=second, minutes=150 + 45 * steps, actor=actor, at=at)


def lessons(company: Company, days: WorkingCalendar, today: date) -> list[Lesson]:
    """Everything to be held, in no order yet."""
    found: list[Lesson] = []
    for plan in company.plans:
        began = plan.began(Stage.TRAINING)
        if began is not None:
            found += of_office(company, plan, days, began)
    first = instant(days.add(start_day(today), 3))
    found.append(Lesson(TRAINERS, COMPANY.code, first, tuple(one.pk for one in company.trainers[1:]), mode=Mode.CENTRAL))
    found.append(Lesson(ADMINISTRATORS, COMPANY.code, first + timedelta(days=7), look_after(company), mode=Mode.CENTRAL))
    for weeks in range(22, 1, -4):
        day = monday(today) - timedelta(weeks=weeks) + timedelta(days=3)
        remote = {"still_needing": True, "mode": Mode.REMOTE}
        found.append(Lesson(NEWCOMERS, COMPANY.code, instant(day, 10), **remote))  # type: ignore[arg-type]
        found.append(Lesson(SALES, COMPANY.code, instant(day, 14), **remote))  # type: ignore[arg-type]
    return found + to_come(company, days, today)


def look_after(company: Company) -> tuple[int, ...]:
    """The CRM's administrator and a clerk of each of the first offices. Who comes from outside or only decides looks after no CRM."""
    roles = [role for _username, role, _language in HEAD_OFFICE]
    settled = [one for plan in company.plans for one in company.crews[plan.code] if not (one.left_on or one.moves_on or one.leave)]
    clerks = [one.number for one in settled if one.job == JobRole.CLERK]
    numbers = (employee_number(1 + roles.index(Role.CRM_ADMIN)), *clerks[:KEY_CLERKS])
    return tuple(company.people[number].pk for number in numbers)


def of_office(company: Company, plan: OfficePlan, days: WorkingCalendar, began: date) -> list[Lesson]:
    """The sellers in groups, half a day each, from the second day of training on; then the clerks."""
    random = Random(f"{plan.code} training")
    found = []
    day, half = days.add(began, 2), 0
    for course, job in ((SALES, JobRole.SALES), (CLERKS, JobRole.CLERK)):
        crew = [one for one in company.crews[plan.code] if one.job == job and one.works_on(day) and one.office_on(day) == plan.code]
        crew = [one for one in crew if company.people[one.number] not in company.trainers]
        random.shuffle(crew)
        for size in sizes(len(crew), GROUP):
            group, crew = crew[:size], crew[size:]
            numbers = tuple(company.people[one.number].pk for one in group)
            found.append(Lesson(course, plan.code, instant(day, HALF_DAYS[half]), numbers))
            half += 1
            if half == len(HALF_DAYS):
                day, half = days.add(day, 2), 0
    return found


def to_come(company: Company, days: WorkingCalendar, today: date) -> list[Lesson]:
    """What lies ahead for the last offices, what runs now, and one that had to be cancelled."""
    waiting = [plan for plan in company.plans if plan.walk and plan.began(Stage.TRAINING) is None]
    found = []
    for place, plan in enumerate(waiting):
        day = days.add(today, 4 + 2 * (place % PLANNED_AHEAD))
        crew = [
            company.people[one.number].pk
            for one in company.crews[plan.code]
            if one.job == JobRole.SALES and one.office_on(day) == plan.code
        ]
        then = "open" if place % 2 == 0 else "planned"
        for half, size in enumerate(sizes(len(crew), GROUP)[:2]):
            group, crew = crew[:size], crew[size:]
            found.append(Lesson(SALES, plan.code, instant(day, HALF_DAYS[half]), tuple(group), then=then))
    begun = company.now.replace(minute=company.now.minute // 5 * 5, second=0, microsecond=0) - timedelta(minutes=40)
    found.append(Lesson(SALES, COMPANY.code, begun, still_needing=True, mode=Mode.CENTRAL, then="running"))
    if company.plans:
        ill = instant(days.add(monday(today) - timedelta(weeks=6), 3), 14)
        found.append(Lesson(CLERKS, company.plans[0].code, ill, mode=Mode.CENTRAL, then="cancelled"))
    return found


def play(company: Company, lesson: Lesson) -> Session | None:
    """One session from plan to end; None where nobody needs it (any more)."""
    course = company.courses[lesson.course]
    while lesson.then == "closed" and not free_trainers(company, lesson, lesson.start + hours_of(course)):
        lesson = replace(lesson, start=lesson.start + timedelta(days=1))
    planned_at = min(lesson.start - timedelta(days=12), company.now)
    people = lesson.people
    if lesson.still_needing:
        needing = needs(lesson.start.date(), planned_at, courses=[course])
        people = tuple(one.person_id for one in needing if not one.met and one.session is None and one.from_day <= lesson.start.date())
        started = {plan.code for plan in company.plans if (began := plan.began(Stage.TRAINING)) and began < lesson.start.date()}
        reached = {company.offices[code].pk for code in started}
        of_office = {one.person_id: one.office_id for one in needing}
        # Not everybody who is called for comes off the list: some are never reached.
        people = tuple(pk for pk in people if of_office[pk] in reached and company.random.random() < CALLED)[:24]
    if not people and lesson.then != "cancelled":
        return None
    session = plan_with_a_free_trainer(company, lesson, course, planned_at)
    by: dict[str, Any] = {"actor": company.actor, "at": planned_at}
    if lesson.then != "planned":
        actions.open_session(session, **by)
    order = Person.objects.in_bulk(people)
    placed = actions.enrol_all(session, [order[pk] for pk in people], **by)
    if lesson.then == "cancelled":
        return actions.call_off(session, actor=company.actor, at=lesson.start - timedelta(days=1), reason="The trainer is ill.")
    if lesson.then in ("closed", "running"):
        hold(company, session, placed.seated, lesson)
    return session


def plan_with_a_free_trainer(company: Company, lesson: Lesson, course: Course, at: datetime) -> Session:
    """The trainers take turns; whoever teaches elsewhere at that time is passed over, as the rule of clashes demands."""
    end = lesson.start + hours_of(course)
    free = free_trainers(company, lesson, end)
    where: dict[str, Any] = {"office": company.offices[lesson.office], "room": "培训室 Training room"}
    if lesson.mode == Mode.REMOTE:
        where = {"office": company.offices[lesson.office], "link": "https://meet.example/training"}
    elif lesson.mode == Mode.CENTRAL:
        where["room"] = f"培训中心 {Random(str(lesson.start)).choice('ABC')}"
    return actions.plan_session(
        course,
        trainers=free[:1],
        mode=lesson.mode,
        starts_at=lesson.start,
        ends_at=end,
        capacity=max(GROUP, len(lesson.people), 24 if lesson.mode == Mode.REMOTE else 0),
        language="zh-hans",
        actor=company.actor,
        at=at,
        **where,
    )


def hours_of(course: Course) -> timedelta:
    return timedelta(hours=float(course.hours))


def free_trainers(company: Company, lesson: Lesson, end: datetime) -> list[Person]:
    """Those not teaching then. Of the office's own region nobody is preferred; the trainer of the head office has what runs now."""
    busy = Session.objects.taking_place().overlapping(lesson.start, end)
    taken = set(busy.filter(taught_by__superseded_at=None).values_list("taught_by__person", flat=True))
    free = [one for one in company.trainers if one.pk not in taken]
    if lesson.then == "running" or lesson.course in (TRAINERS, ADMINISTRATORS):
        return free
    turn = sum(map(ord, lesson.office)) % max(len(free), 1)
    return free[turn:] + free[:turn]


def hold(company: Company, session: Session, places: Sequence[Enrolment], lesson: Lesson) -> None:
    """People come, late or not, go early or not; the trainer closes, and some say what they thought."""
    actions.begin(session, actor=company.actor, at=session.starts_at - timedelta(minutes=20))
    characters = {company.offices[plan.code].pk: plan.character for plan in company.plans}
    keen = 0.78 if characters.get(session.office_id or 0) == Character.RED else 0.94
    here = []
    for place in places:
        if place.state == EnrolmentState.ENROLLED and attends(company, session, place, keen if lesson.then == "closed" else 0.6):
            here.append(place)
    if lesson.then == "running":
        return leave_one_late(company, session, places, here)
    actions.close(session, actor=company.actor, at=session.ends_at + timedelta(minutes=5), tell=False)
    for place in here:
        if company.random.random() < 0.7 and session.ends_at + timedelta(hours=20) < company.now:
            give_feedback(company, session, place)
    return None


def attends(company: Company, session: Session, place: Enrolment, keen: float) -> bool:
    """Whether this person came. A few are excused, late, or leave early; most sign in by the code, some are ticked."""
    chance = company.random.random
    if chance() > keen:
        if chance() < 0.4 and session.ends_at < company.now:
            reason = company.random.choice(("Customer visit", "Ill", "病假", "出差"))
            actions.correct(place, standing=Standing.EXCUSED, actor=company.actor, at=session.starts_at, reason=reason)
        return False
    late = chance() < 0.06
    moment = session.starts_at + timedelta(minutes=company.random.randrange(12, 50) if late else company.random.randrange(-15, 8))
    if moment > company.now:
        return False
    if chance() < 0.8:
        actions.sign_in(session, code=signing.code_now(session.pk, moment), actor=as_person(place.person), at=moment)
    else:
        actions.arrive(place, actor=company.actor, at=max(moment, session.starts_at))
    early = session.ends_at - timedelta(minutes=company.random.randrange(20, 70))
    if chance() < 0.03 and early < company.now:
        actions.leave(place, actor=company.actor, at=early)
    return True


def leave_one_late(company: Company, session: Session, places: Sequence[Enrolment], here: Sequence[Enrolment]) -> None:
    """In the session that runs now, one code came over a bad line and waits for the trainer."""
    absent = [place for place in places if place not in here]
    if absent:
        shown = session.starts_at + timedelta(minutes=6)
        code = signing.code_now(session.pk, shown)
        actions.sign_in(session, code=code, actor=as_person(absent[0].person), at=shown + timedelta(minutes=8))


def give_feedback(company: Company, session: Session, place: Enrolment) -> None:
    mood = 4.2 if session.mode == Mode.ON_SITE else 3.5
    marks = {name: min(5, max(1, round(company.random.gauss(mood, 0.8)))) for name in ("useful", "clear", "practice")}
    comment = company.random.choice(COMMENTS) if company.random.random() < 0.25 else ""
    actions.answer(session, marks=marks, comment=comment, actor=as_person(place.person), at=session.ends_at + timedelta(hours=20))


def as_person(person: Person) -> Actor:
    """The person as they would be signed in."""
    return Actor(person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF, frozenset()),))
