"""Who learns and who assesses in the demo company: a seller with most still to do, and an old hand who watches practical tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from governance.core import audit
from governance.core.actor import Actor
from governance.core.roles import Role
from governance.organisation.actions.accounts import open_account
from governance.organisation.actions.roles import give_role
from governance.organisation.models import Account, Experience, JobRole, Membership, Person
from reports.dashboards.demo.company import MARK, PASSWORD, SignIn
from training.clearance.selectors.lists import rows
from training.courses.selectors import enrolled

TRAINEE, ASSESSOR = SignIn("trainee", "Trainee"), SignIn("assessor", "Assessor of practical tests")
MONTH = timedelta(days=30)


def enter_learners(*, actor: Actor, today: date, now: datetime) -> None:
    """Last of all, so that nothing else of the story depends on who they are."""
    sellers = sellers_on(today)
    trainee = with_most_to_do(sellers, today, now)
    assessor = next(one for one in sellers if one.experience == Experience.VETERAN and one != trainee)
    for person, sign_in in ((trainee, TRAINEE), (assessor, ASSESSOR)):
        open_for(person, sign_in.username, actor, now)
    give_role(person=assessor, role=Role.ASSESSOR, first_day=today - MONTH, actor=actor, at=now - MONTH, reason=MARK)


def sellers_on(today: date) -> list[Person]:
    """Sellers in work that day who have no account, by number."""
    selling = Membership.objects.current().on(today).filter(job_role=JobRole.SALES)
    people = Person.objects.filter(pk__in=selling.values("person"), account=None, left_on=None, confirmed=True)
    return list(people.exclude(employee_number=None).order_by("employee_number"))


def with_most_to_do(people: list[Person], today: date, now: datetime) -> Person:
    """A seat in a session to come before anything else, then the most that clearance still lacks; of equals the first."""
    ids = {person.pk for person in people}
    seated = {person for person, _course in enrolled(ids, now)}
    lacking = {row.person_id: len(row.lacking) for row in rows(today, people=ids)}
    return max(people, key=lambda person: (person.pk in seated, lacking.get(person.pk, 0)))


def open_for(person: Person, username: str, actor: Actor, now: datetime) -> None:
    account = open_account(person=person, username=username, language="en", actor=actor, at=now - MONTH, reason=MARK)
    account.password = make_password(PASSWORD)
    with audit.because(actor, "demo password"):
        account.save()


def opened() -> list[SignIn]:
    """Those of them that this company has: one made earlier may have none."""
    held = set(Account.objects.filter(username__in=[TRAINEE.username, ASSESSOR.username]).values_list("username", flat=True))
    return [one for one in (TRAINEE, ASSESSOR) if one.username in held]
