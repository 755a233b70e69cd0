"""The rows behind this room's figures, for readers who may see people by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.metrics import Rows, Subject, SubjectKind
from governance.core.permissions import Scope, Verb, scope
from governance.organisation.models import Office
from governance.organisation.selectors import people_names
from training.clearance import sources, wording
from training.clearance.proxies import Permit
from training.clearance.selectors import counts
from training.clearance.selectors.lists import decided
from training.clearance.selectors.roles import role_ids


def reached(actor: Actor) -> Scope:
    return scope(actor, Verb.VIEW, "clearance")


def about(subject: Subject, office_id: int | None, actor: Actor) -> bool:
    """Whether a row of that office belongs to the subject and to what the reader sees."""
    seen = reached(actor)
    mine = seen.everything or office_id in seen.office_ids
    return mine and (subject.kind != SubjectKind.OFFICE or office_id == subject.id)


def clearance_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    role = {pk: role for role, pk in role_ids().items()}.get(subject.id) if subject.kind == SubjectKind.ROLE else None
    lines = [
        (key, told)
        for key, told in sorted(decided(day, known_at).items())
        if about(subject, key[1], actor) and (subject.kind != SubjectKind.ROLE or key[2] == role)
    ]
    names, offices = people_names({key[0] for key, _told in lines}, actor), offices_by_id()
    titles = sources.titles({line.need for _key, told in lines for line in told.lines})
    cells = [
        (
            names[person],
            offices.get(office, ""),
            crm_role,
            _("cleared") if told.allowed else _("not cleared"),
            "; ".join(wording.lacking(told.lines, told.obstacle or "", titles)),
        )
        for (person, office, crm_role), told in lines
    ]
    return Rows([_("Person"), _("Office"), _("Role in the CRM"), _("Clearance"), _("What is missing")], cells)


def offices_by_id() -> dict[int, str]:
    return {office.pk: str(office) for office in Office.objects.all()}


def certificate_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    held = counts.places(day, known_at)
    found = [
        row for row in counts.running_out(day, known_at) if any(about(subject, office, actor) for office in held.get(row.person_id, {0}))
    ]
    names = people_names({row.person_id for row in found}, actor)
    cells = [(names[row.person_id], row.title, row.number, row.valid_until) for row in found]
    return Rows([_("Person"), _("Course"), _("Number"), _("Valid until")], cells)


def open_permit_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    return permit_rows(counts.open_permits(day, known_at), subject, day, actor)


def past_permit_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    return permit_rows(counts.past_permits(day, known_at), subject, day, actor)


def permit_rows(found: Iterable[Permit], subject: Subject, day: date, actor: Actor) -> Rows:
    mine = [permit for permit in found if about(subject, permit.office_id, actor)]
    names = people_names({person for permit in mine for person in (permit.clerk_id, permit.person_id)}, actor)
    offices = offices_by_id()
    cells = [
        (names[one.clerk_id], names[one.person_id], offices.get(one.office_id, ""), one.first_day, one.ends, one.limit(day)) for one in mine
    ]
    return Rows([_("Clerk"), _("Types for"), _("Office"), _("First day"), _("Last day"), _("Share (%)")], cells)


def access_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    last = counts.last_reconciliation(day, known_at)
    found = [row for row in counts.uncleared(last, known_at) if about(subject, row.office_id, actor)] if last else []
    names = people_names({row.person_id for row in found if row.person_id}, actor)
    offices = offices_by_id()
    cells = [(row.key, names.get(row.person_id or 0, ""), offices.get(row.office_id or 0, ""), row.crm_role) for row in found]
    return Rows([_("Account"), _("Person"), _("Office"), _("Role in the CRM")], cells)
