"""Which module answers for which role, and the parts of the home page that a reader sees."""

from __future__ import annotations

from collections.abc import Collection

from governance.core.roles import Role
from reports.dashboards.homes import assessor, auditor, committee, crm_admin, director, finance, hr, trainee, trainer, vendor
from reports.dashboards.homes.parts import CALM, Make, Part, Visit, in_order

# In the order in which equally urgent parts are shown.
BOOK: dict[Role, Make] = {
    Role.PROJECT_DIRECTOR: director.part,
    Role.COMMITTEE: committee.part,
    Role.FINANCE: finance.part,
    Role.HR: hr.part,
    Role.CRM_ADMIN: crm_admin.part,
    Role.TRAINER: trainer.part,
    Role.ASSESSOR: assessor.part,
    Role.AUDITOR: auditor.part,
    Role.VENDOR: vendor.part,
    Role.STAFF: trainee.part,
}


def parts(visit: Visit, *, without: Collection[Role] = ()) -> list[Part]:
    """A part for each role held, the most urgent first. As staff among other roles one sees only what waits."""
    held = [role for role in BOOK if visit.actor.holds(role) and role not in without]
    if Role.TRAINER in held and Role.ASSESSOR in held:
        held.remove(Role.ASSESSOR)
    found = [made for role in held if (made := BOOK[role](visit)) is not None]
    alone = len(visit.actor.roles) == 1
    return in_order([one for one in found if alone or one.role != Role.STAFF or one.urgency < CALM], list(BOOK))
