"""Which module answers for which role, which role's page comes first, and the parts of the home page that a reader sees."""

from __future__ import annotations

from collections.abc import Collection

from governance.core.actor import Actor
from governance.core.roles import Role
from reports.dashboards.homes import (
    assessor,
    auditor,
    briefly,
    committee,
    crm_admin,
    director,
    finance,
    hr,
    trainee,
    trainer,
    vendor,
)
from reports.dashboards.homes.parts import CALM, Make, Part, Visit, in_order

# Roles with a page of their own, in the order in which one of them is the reader's first.
PAGES = (Role.PROJECT_OFFICE, Role.SPONSOR, Role.OFFICE_HEAD)
# In the order in which equally urgent parts are shown.
BOOK: dict[Role, Make] = {
    Role.PROJECT_OFFICE: briefly.project,
    Role.SPONSOR: briefly.sponsor,
    Role.PROJECT_DIRECTOR: director.part,
    Role.COMMITTEE: committee.part,
    Role.OFFICE_HEAD: briefly.head,
    Role.FINANCE: finance.part,
    Role.HR: hr.part,
    Role.CRM_ADMIN: crm_admin.part,
    Role.TRAINER: trainer.part,
    Role.ASSESSOR: assessor.part,
    Role.AUDITOR: auditor.part,
    Role.VENDOR: vendor.part,
    Role.STAFF: trainee.part,
}


def first_page(actor: Actor) -> Role | None:
    """The role whose own page is the reader's home; None: the parts of the roles held. What is only lent comes after what is held."""
    held = {grant.role for grant in actor.grants if not grant.delegated_by}
    own = next((role for role in PAGES if role in held), None)
    if own is not None or held - {Role.STAFF}:
        return own
    return next((role for role in PAGES if actor.holds(role)), None)


def held_in_person(actor: Actor) -> set[Role]:
    """The roles whose parts stand on the page itself. What is lent, and being staff beside other roles, is fetched after it."""
    own = {grant.role for grant in actor.grants if not grant.delegated_by}
    return own - {Role.STAFF} or own or set(actor.roles)


def parts(visit: Visit, roles: Collection[Role]) -> list[Part]:
    """A part for each of these roles, the most urgent first. As staff among other roles one sees only what waits."""
    held = [role for role in BOOK if role in roles]
    if Role.TRAINER in held and Role.ASSESSOR in held:
        held.remove(Role.ASSESSOR)
    found = [made for role in held if (made := BOOK[role](visit)) is not None]
    alone = len(visit.actor.roles) == 1
    return in_order([one for one in found if alone or one.role != Role.STAFF or one.urgency < CALM], list(BOOK))


def also(actor: Actor) -> set[Role]:
    """The roles whose parts are fetched after the page."""
    page = first_page(actor)
    return set(actor.roles) - ({page} if page else held_in_person(actor))
