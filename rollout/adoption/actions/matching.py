"""Who a user name is and which office a label means: said by a person, dated, undone by superseding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit, jobs
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from governance.organisation.models import Office, Person
from rollout.adoption.models import MatchKind, OfficeMatch, SourceOffice, SourceUser, UserMatch
from rollout.adoption.models.matching import ALWAYS

WHAT = "usage_import"
DAY = timedelta(days=1)


def match_users(
    *,
    people: Mapping[int, int],
    actor: Actor,
    at: datetime,
    reason: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> int:
    """User names (by id) are these people (by id), from a day to a day where an account changed hands. Returns how many changed."""
    require(actor, Verb.IMPORT, WHAT)
    if set(people.values()) - set(Person.objects.filter(pk__in=people.values()).values_list("pk", flat=True)):
        raise InvalidInput(_("One of these people is not on record."))
    wanted = {user: (MatchKind.PERSON, person) for user, person in people.items()}
    return _say(wanted, first_day or ALWAYS, last_day, actor=actor, at=at, reason=reason)


def mark_users(*, users: Sequence[int], kind: MatchKind, actor: Actor, at: datetime, reason: str = "") -> int:
    """These user names are system accounts, or to be ignored."""
    require(actor, Verb.IMPORT, WHAT)
    if kind == MatchKind.PERSON:
        raise InvalidInput(_("Say which person."))
    return _say(dict.fromkeys(users, (kind, None)), ALWAYS, None, actor=actor, at=at, reason=reason)


def _say(
    wanted: Mapping[int, tuple[MatchKind, int | None]],
    first_day: date,
    last_day: date | None,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> int:
    if last_day is not None and last_day < first_day:
        raise InvalidInput(_("The last day lies before the first."), fields={"last_day": _("The last day lies before the first.")})
    with audit.because(actor, reason), transaction.atomic():
        users = SourceUser.objects.select_for_update().in_bulk(list(wanted))
        if len(users) != len(wanted):
            raise Conflict(_("One of these user names is no longer on record."))
        fresh: list[UserMatch] = []
        for match in UserMatch.objects.current().filter(source_user__in=users).order_by("pk"):
            overlaps = match.first_day <= (last_day or date.max) and first_day <= (match.last_day or date.max)
            same = (match.kind, match.person_id) == wanted[match.source_user_id] and (match.first_day, match.last_day) == (
                first_day,
                last_day,
            )
            if same:
                users.pop(match.source_user_id)
            elif overlaps:
                match.superseded_at = at
                match.save(update_fields=["superseded_at"])
                fresh += [meant(match, *days, actor, at, reason) for days in outside(match, first_day, last_day)]
        for pk in users:
            kind, person = wanted[pk]
            said = UserMatch(source_user_id=pk, kind=kind, person_id=person)
            fresh.append(meant(said, first_day, last_day, actor, at, reason))
        UserMatch.objects.bulk_create(fresh)
        if users:
            refigure(actor, at)
    return len(users)


def outside(match: UserMatch, first: date, last: date | None) -> Iterator[tuple[date, date | None]]:
    """The days of a match before and after those of another: an account that changed hands stays its former holder's until then."""
    if match.first_day < first:
        yield match.first_day, first - DAY
    if last is not None and (match.last_day is None or match.last_day > last):
        yield last + DAY, match.last_day


def meant(match: UserMatch, first: date, last: date | None, actor: Actor, at: datetime, reason: str) -> UserMatch:
    """A new row, not saved yet, that says the same of the name from a day to a day."""
    who = {"source_user_id": match.source_user_id, "kind": match.kind, "person_id": match.person_id}
    return UserMatch(**who, first_day=first, last_day=last, recorded_at=at, username=actor.username, reason=reason)


def undo_user(*, match: UserMatch, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take a match back: the name is unconfirmed again for its days; the record keeps that it was matched."""
    require(actor, Verb.IMPORT, WHAT)
    with audit.because(actor, reason), transaction.atomic():
        if not UserMatch.objects.current().filter(pk=match.pk).update(superseded_at=at):
            raise Conflict(_("This match was taken back already."))
        refigure(actor, at)


def match_offices(*, offices: Mapping[int, int | None], actor: Actor, at: datetime, reason: str = "") -> int:
    """Labels (by id) mean these offices (by id); None: no office at all. Returns how many changed."""
    require(actor, Verb.IMPORT, WHAT)
    named = {office for office in offices.values() if office is not None}
    if named - set(Office.objects.filter(pk__in=named).values_list("pk", flat=True)):
        raise InvalidInput(_("One of these offices is not on record."))
    with audit.because(actor, reason), transaction.atomic():
        labels = SourceOffice.objects.select_for_update().in_bulk(list(offices))
        for match in OfficeMatch.objects.current().filter(source_office__in=labels).order_by("pk"):
            if match.office_id == offices[match.source_office_id]:
                labels.pop(match.source_office_id, None)
                continue
            match.superseded_at = at
            match.save(update_fields=["superseded_at"])
        OfficeMatch.objects.bulk_create(
            OfficeMatch(
                source_office_id=pk, office_id=offices[pk], first_day=ALWAYS, recorded_at=at, username=actor.username, reason=reason
            )
            for pk in labels
        )
        if labels:
            refigure(actor, at)
    return len(labels)


def undo_office(*, match: OfficeMatch, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take a match of an office back."""
    require(actor, Verb.IMPORT, WHAT)
    with audit.because(actor, reason), transaction.atomic():
        if not OfficeMatch.objects.current().filter(pk=match.pk).update(superseded_at=at):
            raise Conflict(_("This match was taken back already."))
        refigure(actor, at)


def refigure(actor: Actor, at: datetime) -> None:
    """Have all weeks computed anew, once while such a job waits."""
    jobs.start("adoption.recompute", actor=actor, at=at, arguments={"reason": _("Matching")}, key="adoption.recompute")
