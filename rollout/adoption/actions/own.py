"""People's own scores: drawn by the project office, seen first by the person, accepted or contested, answered by somebody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit, reminders
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Account, Membership, RoleAssignment, RoleStatus
from rollout.adoption import words
from rollout.adoption.actions.sources import project_office
from rollout.adoption.metrics import term_told
from rollout.adoption.models import OwnScore, OwnScoreStep
from rollout.adoption.owning import MOVES, OwnState, OwnWeek, Standing, contest_until, own_score, standing
from rollout.adoption.selectors.own import own_figures
from rollout.adoption.selectors.weights import own_weights_for

READY = gettext_noop("Your own score of %(first)s to %(last)s is ready")
READY_BODY = gettext_noop("You see it before anybody uses it. After you have seen it you may contest it.")
ANSWERED = gettext_noop("Your contest of your own score is answered")
CONTESTED = gettext_noop("Somebody contests their own score: please answer")
ANSWERS = (OwnState.STANDS, OwnState.REPLACED, OwnState.SET_ASIDE)


def draw_own_scores(
    *, first_day: date, last_day: date, actor: Actor, at: datetime, reason: str, person_ids: Collection[int] | None = None
) -> int:
    """Draw everybody's own score of a period that is over. Scores nobody has seen yet are drawn anew; others stay. How many."""
    require(actor, Verb.CHANGE, "own_score")
    check_period(first_day, last_day, timezone.localdate(at))
    reason_given(reason)
    found = own_figures(first_day, last_day)
    if person_ids is not None:
        found = {person: weeks for person, weeks in found.items() if person in person_ids}
    try:
        with transaction.atomic(), audit.because(actor, reason):
            held = OwnScore.objects.filter(first_day=first_day, last_day=last_day).exclude(state=OwnState.REPLACED)
            kept = set(held.exclude(state=OwnState.DRAWN).values_list("person_id", flat=True))
            for old in held.filter(state=OwnState.DRAWN, person__in=found).select_for_update().order_by("pk"):
                move(old, OwnState.REPLACED, actor=actor, at=at)
            wanted = {person: weeks for person, weeks in found.items() if person not in kept}
            write(wanted, first_day, last_day, actor, at)
    except IntegrityError as error:
        raise Conflict(_("Somebody else drew these scores just now. Look at the list again.")) from error
    return len(wanted)


def check_period(first_day: date, last_day: date, today: date) -> None:
    wrong = {}
    if last_day < first_day:
        wrong["last_day"] = _("The last day lies before the first.")
    elif last_day >= today:
        wrong["last_day"] = _("The period must be over.")
    elif (last_day - first_day).days > 366:
        wrong["last_day"] = _("A period is at most a year.")
    if wrong:
        raise InvalidInput(_("No scores can be drawn for these days."), fields=wrong)


def reason_given(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("Please say why."), fields={"reason": _("Please say why.")})


def write(wanted: Mapping[int, list[OwnWeek]], first: date, last: date, actor: Actor, at: datetime) -> None:
    """The scores with their first step, and a word to everybody who can sign in."""
    offices = last_offices(wanted, last)
    drawn = [
        OwnScore(person_id=person, office_id=offices.get(person), first_day=first, last_day=last, drawn_at=at, **frozen(weeks, last))
        for person, weeks in sorted(wanted.items())
    ]
    for score in audit.bulk_create(OwnScore, drawn):
        OwnScoreStep(score=score, state=OwnState.DRAWN, recorded_at=at).save()
    tell_people(wanted, first, last, at)


def last_offices(people: Collection[int], last: date) -> dict[int, int]:
    """Where each belonged last in the period: that office's head may answer."""
    rows = Membership.objects.current().filter(person__in=set(people), first_day__lte=last).order_by("first_day", "pk")
    return dict(rows.values_list("person_id", "office_id"))


def frozen(weeks: list[OwnWeek], last: date) -> dict[str, Any]:
    """Value and arithmetic as they stay, with the weeks behind both sides."""
    version = own_weights_for(last)
    score = own_score(version.weights, weeks)
    rows = [
        [w.week.isoformat(), w.own_days, w.used_days, w.needed, w.own_hand, w.own_hand + w.other_hand, w.timely, w.dated, w.done, w.due]
        for w in weeks
    ]
    figures = {
        "version": version.number,
        "share": str(words.exact(100 * score.share)),
        "terms": [term_told(term.component, term.weight, term.cell) for term in score.terms],
        "weeks": rows,
    }
    return {"value": None if score.value is None else to_six(score.value), "figures": figures}


def to_six(value: Fraction) -> Decimal:
    return words.exact(value).quantize(Decimal("0.000001"))


def tell_people(people: Collection[int], first: date, last: date, at: datetime) -> None:
    values = {"first": first.isoformat(), "last": last.isoformat()}
    for account in Account.objects.filter(is_active=True, person__in=set(people)).order_by("pk"):
        key = f"own-score-{account.person_id}-{first}-{last}"
        told: dict[str, Any] = {"subject": READY, "body": READY_BODY, "values": values, "url": reverse("adoption:mine"), "key": key}
        reminders.remind("adoption.own_score", to_account=account.pk, on=timezone.localdate(at), at=at, **told)


def see(score: OwnScore, *, actor: Actor, at: datetime) -> OwnScore:
    """The person opens the own score for the first time; from now on the days to contest run."""
    own_only(score, actor)
    today = timezone.localdate(at)
    with transaction.atomic(), audit.because(actor, _("Seen by the person")):
        move(score, OwnState.SEEN, actor=actor, at=at, until=contest_until(today))
        reminders.done(f"own-score-{score.person_id}-{score.first_day}-{score.last_day}", at=at)
    return score


def accept(score: OwnScore, *, actor: Actor, at: datetime) -> OwnScore:
    """The person agrees before the days to contest are over."""
    own_only(score, actor)
    with transaction.atomic(), audit.because(actor, _("Accepted by the person")):
        return move(score, OwnState.ACCEPTED, actor=actor, at=at)


def contest(score: OwnScore, *, actor: Actor, at: datetime, reason: str) -> OwnScore:
    """The person says what is wrong; until it is answered the score enters no appraisal."""
    own_only(score, actor)
    reason_given(reason)
    if standing(score.state, score.contest_until, timezone.localdate(at)) == Standing.SETTLED:
        raise Refused(_("The days to contest this score are over: it is settled."))
    with transaction.atomic(), audit.because(actor, reason):
        tell_heads(score, at)
        return move(score, OwnState.CONTESTED, actor=actor, at=at)


def tell_heads(score: OwnScore, at: datetime) -> None:
    """The head of the person's office is asked to answer; the project office where there is none, or the head contests their own."""
    today = timezone.localdate(at)
    heads = RoleAssignment.objects.current().on(today).filter(role=Role.OFFICE_HEAD, status=RoleStatus.ACTIVE, office=score.office_id)
    others = Account.objects.filter(is_active=True).exclude(person=score.person_id).order_by("pk")
    asked = others.filter(person__in=heads.values("person")) or others.filter(pk__in=project_office(today))
    for account in asked:
        url = reverse("adoption:own_score", args=[score.pk])
        told: dict[str, Any] = {"subject": CONTESTED, "url": url, "key": f"own-contest-{score.pk}-{account.pk}"}
        reminders.remind("adoption.own_score", to_account=account.pk, on=today, at=at, **told)


def answer(score: OwnScore, *, outcome: OwnState, actor: Actor, at: datetime, reason: str) -> OwnScore:
    """The office head or the project office answers a contest: it stands, is drawn anew from the record as mended, or is set aside."""
    require(actor, Verb.CHANGE, "own_score_contest", office_id=score.office_id)
    if actor.person_id is not None and actor.person_id == score.person_id:
        raise NotAllowed(_("Nobody answers a contest of their own."))
    reason_given(reason)
    if outcome not in ANSWERS or score.state != OwnState.CONTESTED:
        raise Conflict(_("This score is not contested, or was answered already."))
    fresh = own_figures(score.first_day, score.last_day).get(score.person_id, []) if outcome == OwnState.REPLACED else []
    with transaction.atomic(), audit.because(actor, reason):
        move(score, outcome, actor=actor, at=at)
        for key in Reminder.objects.filter(key__startswith=f"own-contest-{score.pk}-").values_list("key", flat=True):
            reminders.done(key, at=at)
        if outcome == OwnState.REPLACED:
            write({score.person_id: fresh}, score.first_day, score.last_day, actor, at)
        for account in Account.objects.filter(is_active=True, person=score.person_id):
            told: dict[str, Any] = {"subject": ANSWERED, "url": reverse("adoption:mine"), "key": f"own-answer-{score.pk}"}
            reminders.remind("adoption.own_score", to_account=account.pk, on=timezone.localdate(at), at=at, **told)
    return score


def own_only(score: OwnScore, actor: Actor) -> None:
    """Seeing, accepting and contesting are the person's alone, in nobody's place."""
    require(actor, Verb.VIEW, "own_score", person_id=score.person_id)
    if actor.person_id != score.person_id:
        raise NotAllowed(_("Only the person concerned can do this."))


def move(score: OwnScore, to: OwnState, *, actor: Actor, at: datetime, until: date | None = None) -> OwnScore:
    """Guarded change of state with its step: one winner."""
    if to not in MOVES[OwnState(score.state)]:
        raise Conflict(_("This cannot be done any more. Look at the score again."))
    changes: dict[str, Any] = {"state": to} | ({"contest_until": until} if until else {})
    if not audit.update(OwnScore.objects.filter(pk=score.pk, state=score.state), **changes):
        raise Conflict(_("Somebody else changed this meanwhile. Look at the score again."))
    OwnScoreStep(score=score, state=to, contest_until=until, recorded_at=at).save()
    score.refresh_from_db()
    return score
