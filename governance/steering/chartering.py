"""What a charter still lacks before it can be signed, and what is frozen when it is. People by pseudonym only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import Text
from governance.organisation.models import RoleAssignment, RoleStatus
from governance.steering.matters import Matter
from governance.steering.models import Charter, CharterAuthority, Committee
from governance.steering.rules import CommitteeFacts, against_committee

CODES = tuple(code for code, _name in settings.LANGUAGES)


def part_names() -> dict[str, str]:
    return {"purpose": _("Purpose"), "scope": _("Scope"), "powers": _("Powers of the project team")}


def against_signing(charter: Charter, today: date) -> list[Text]:
    """Everything that is missing or would not work on the day it takes effect."""
    reasons: list[Text] = []
    for part, label in part_names().items():
        missing = [name for code, name in settings.LANGUAGES if not getattr(charter, f"{part}_{code.replace('-', '_')}")]
        if missing:
            reasons.append(_("%(part)s is not written in: %(languages)s.") % {"part": label, "languages": written.together(missing)})
    rows = list(charter.authorities.select_related("committee"))
    unnamed = [matter.label for matter in Matter if matter not in {row.matter for row in rows}]
    if unnamed:
        reasons.append(_("Nobody is named for: %(matters)s.") % {"matters": written.together(unnamed)})
    if charter.effective_on is None:
        return [*reasons, _("The day from which it is in force is missing.")]
    return reasons + against_day(charter.effective_on, today) + against_named(rows, charter.effective_on)


def against_day(effective_on: date, today: date) -> list[Text]:
    """Nobody was given powers in the past, and versions follow one another."""
    if effective_on < today:
        return [_("The day from which it is in force has passed.")]
    last = Charter.objects.signed().last()
    if last is not None and last.effective_on is not None and last.effective_on > effective_on:
        return [
            _("Version %(number)s is signed and takes effect later, on %(day)s.")
            % {"number": last.number, "day": written.day(last.effective_on)}
        ]
    return []


def against_named(rows: list[CharterAuthority], day: date) -> list[Text]:
    """People who do not hold their role on that day, committees that could not decide."""
    held = set(
        RoleAssignment.objects.current().on(day).filter(status=RoleStatus.ACTIVE, office__isnull=True).values_list("person_id", "role")
    )
    reasons: list[Text] = [
        _("The person named for “%(matter)s” does not hold the role of %(role)s on that day.")
        % {"matter": row.get_matter_display(), "role": row.get_role_display()}
        for row in rows
        if row.person_id is not None and (row.person_id, row.role) not in held
    ]
    committees = {row.committee.pk: row.committee for row in rows if row.committee is not None}
    for committee in committees.values():
        reasons += against_committee(facts(committee, day))
    return reasons


def facts(committee: Committee, day: date) -> CommitteeFacts:
    seats = list(committee.seats.current().on(day))
    voters = sum(seat.votes for seat in seats)
    return CommitteeFacts(str(committee), voters, any(seat.chair for seat in seats), committee.quorum, committee.casting_vote)


def figures(charter: Charter, *, signed_by: str) -> dict[str, Any]:
    """The whole charter as it is signed."""
    rows = list(charter.authorities.select_related("committee", "person").order_by("matter"))
    committees = {row.committee.pk: row.committee for row in rows if row.committee is not None}
    texts = {part: {code: getattr(charter, f"{part}_{code.replace('-', '_')}") for code in CODES} for part in part_names()}
    return {
        "number": charter.number,
        "effective_on": charter.effective_on,
        "signed_by": signed_by,
        **texts,
        "authorities": [
            {"matter": row.matter, "person": row.person.pseudonym, "role": row.role}
            if row.person is not None
            else {"matter": row.matter, "committee": names(row.committee)}
            for row in sorted(rows, key=lambda row: Matter.values.index(row.matter))
        ],
        "committees": [of_committee(committee, charter.effective_on) for _pk, committee in sorted(committees.items())],
    }


def names(committee: Committee | None) -> dict[str, str]:
    return {code: committee.name_in(code) for code in CODES} if committee is not None else {}


def of_committee(committee: Committee, day: date | None) -> dict[str, Any]:
    seats = committee.seats.current().select_related("person")
    seats = seats.on(day) if day is not None else seats
    return {
        "name": names(committee),
        "quorum_kind": committee.quorum_kind,
        "quorum_value": committee.quorum_value,
        "casting_vote": committee.casting_vote,
        "members": [
            {
                "person": seat.person.pseudonym,
                "chair": seat.chair,
                "votes": seat.votes,
                "first_day": seat.first_day,
                "last_day": seat.last_day,
            }
            for seat in sorted(seats, key=lambda seat: (not seat.chair, seat.person.pseudonym))
        ],
    }
