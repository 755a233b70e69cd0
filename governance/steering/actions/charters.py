"""The charter: a draft is written by the project office and signed by the sponsor; then it is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.freezing import freeze
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require, require_other
from governance.core.roles import Role
from governance.organisation.actions.dated import day_of, locked
from governance.organisation.models import Person
from governance.steering.chartering import against_signing, figures
from governance.steering.matters import CharterState, Matter
from governance.steering.models import Charter, CharterAuthority, CharterSigning, Committee

LONGEST = 20_000
PARTS = ("purpose", "scope", "powers")
LANGUAGES = ("en", "zh_hans", "zh_hant")


@dataclass(frozen=True)
class Decider:
    """A person in a role, or a committee."""

    person_id: int | None = None
    role: str = ""
    committee_id: int | None = None


@dataclass(frozen=True)
class Content:
    """What is written into a draft; what is missing is said when it is to be signed."""

    effective_on: date | None = None
    purpose_en: str = ""
    purpose_zh_hans: str = ""
    purpose_zh_hant: str = ""
    scope_en: str = ""
    scope_zh_hans: str = ""
    scope_zh_hant: str = ""
    powers_en: str = ""
    powers_zh_hans: str = ""
    powers_zh_hant: str = ""
    deciders: Mapping[str, Decider] = field(default_factory=dict)


COLUMNS = tuple(one.name for one in fields(Content) if one.name != "deciders")


@transaction.atomic
def begin_charter(*, actor: Actor, at: datetime, reason: str = "") -> Charter:
    """A draft that begins as a copy of the last version. One is in preparation at a time."""
    require(actor, Verb.CHANGE, "charter")
    last = Charter.objects.order_by("number").last()
    if last is not None and last.state == CharterState.DRAFT:
        raise Refused(_("A charter is in preparation already."))
    copied = {name: getattr(last, name) for name in COLUMNS} if last else {}
    copied["effective_on"] = None
    try:
        with audit.because(actor, reason), transaction.atomic():
            made = Charter.objects.create(number=last.number + 1 if last else 1, drafted_by=actor.username, **copied)
            for row in last.authorities.order_by("matter") if last else ():
                CharterAuthority.objects.create(
                    charter=made, matter=row.matter, person_id=row.person_id, role=row.role, committee_id=row.committee_id
                )
    except IntegrityError:
        raise Conflict(_("A charter is in preparation already.")) from None
    return made


@transaction.atomic
def save_charter(charter: Charter, *, content: Content, actor: Actor, at: datetime, reason: str = "") -> Charter:
    """Write the draft, texts and authorities together. Whoever wrote it last is who drafted it."""
    require(actor, Verb.CHANGE, "charter")
    charter = draft(charter)
    values = written(content)
    check_deciders(content.deciders)
    with audit.because(actor, reason):
        here = Charter.objects.filter(pk=charter.pk, state=CharterState.DRAFT)
        if not audit.update(here, **values, drafted_by=actor.username):
            raise Conflict(_("This charter has been signed meanwhile."))
        name_deciders(charter, content.deciders)
    charter.refresh_from_db()
    return charter


def draft(charter: Charter) -> Charter:
    charter = locked(charter)
    if charter.state != CharterState.DRAFT:
        raise Conflict(_("This charter is signed and cannot be changed. Begin a new version."))
    return charter


def written(content: Content) -> dict[str, Any]:
    """The texts with tidy line ends; InvalidInput for one that is too long."""
    found = {name: getattr(content, name) for name in COLUMNS}
    texts = {
        name: "\n".join(line.rstrip() for line in value.splitlines()).strip() for name, value in found.items() if name != "effective_on"
    }
    wrong: dict[str, Text] = {
        name: _("At most %(count)s characters.") % {"count": LONGEST} for name, value in texts.items() if len(value) > LONGEST
    }
    if wrong:
        raise InvalidInput(_("The draft was not saved."), fields=wrong)
    return found | texts


def check_deciders(deciders: Mapping[str, Decider]) -> None:
    """InvalidInput for a matter, person, role or committee that does not exist."""
    wrong: dict[str, Text] = {}
    people = set(Person.objects.filter(pk__in=[one.person_id for one in deciders.values() if one.person_id]).values_list("pk", flat=True))
    committees = set(Committee.objects.values_list("pk", flat=True))
    for matter, one in deciders.items():
        person = one.committee_id is None and one.person_id in people and one.role in Role.values
        committee = one.person_id is None and one.committee_id in committees
        if matter not in Matter.values or not (person or committee):
            wrong[matter] = _("Choose a person in a role, or a committee.")
    if wrong:
        raise InvalidInput(_("The draft was not saved."), fields=wrong)


def name_deciders(charter: Charter, deciders: Mapping[str, Decider]) -> None:
    """Bring the rows of the draft in line; only what differs is written, so that the history tells what changed."""
    standing = {row.matter: row for row in charter.authorities.all()}
    for matter, row in standing.items():
        if matter not in deciders:
            row.delete()
    for matter, one in deciders.items():
        role = one.role if one.person_id else ""
        row = standing.get(matter) or CharterAuthority(charter=charter, matter=matter)
        wanted = (one.person_id, role, one.committee_id)
        if row.pk is None or (row.person_id, row.role, row.committee_id) != wanted:
            row.person_id, row.role, row.committee_id = wanted
            row.save()


@transaction.atomic
def sign_charter(charter: Charter, *, actor: Actor, at: datetime, reason: str = "") -> CharterSigning:
    """The sponsor's signature: from its day on the charter says who decides. Not by the one who drafted it."""
    require(actor, Verb.APPROVE, "charter")
    charter = draft(charter)
    require_other(actor, charter.drafted_by)
    against = against_signing(charter, day_of(at))
    if against:
        raise Refused(_("This charter cannot be signed yet."), reasons=against)
    with audit.because(actor, reason):
        if not audit.update(Charter.objects.filter(pk=charter.pk, state=CharterState.DRAFT), state=CharterState.SIGNED):
            raise Conflict(_("This charter has been signed meanwhile."))
        snapshot = freeze("charter", figures(charter, signed_by=actor.username), actor=actor, at=at)
        signing = CharterSigning.objects.create(charter=charter, person_id=actor.person_id, snapshot=snapshot, recorded_at=at)
    charter.refresh_from_db()
    return signing
