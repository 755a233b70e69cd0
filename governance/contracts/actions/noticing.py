"""Formal notices: numbered, frozen with each breach's derivation, made as a PDF; then proof of service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import dated_by, is_client, require_on
from governance.contracts.actions.charging import notify, tell_again
from governance.contracts.models import Contract, KeyPerson, NoticeAnswer, NoticeLetter, Penalty, PenaltyStep, Service
from governance.contracts.parties import client_of
from governance.contracts.selectors import Promised, promised_people
from governance.contracts.states import PenaltyState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.archive import keep
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Document
from governance.core.documents.pdf import render_pdf
from governance.core.errors import InvalidInput, Text
from governance.core.permissions import Verb


def issue_notice(
    contract: Contract,
    *,
    subject: str,
    language: str,
    penalties: Sequence[Penalty] = (),
    people: Sequence[KeyPerson] = (),
    other: Sequence[str] = (),
    demand: str = "",
    answer_days: int | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> tuple[NoticeLetter, Document]:
    """Collect the chosen breaches from the record, freeze them, number the letter and keep its PDF."""
    today = contract.day_of(at)
    require_on(actor, Verb.CHANGE, "notice", contract, today)
    if not (penalties or people or other):
        raise InvalidInput(_("A notice names at least one breach."), fields={"penalties": _("Choose a breach.")})
    if any(penalty.clause.contract_id != contract.pk for penalty in penalties):
        raise InvalidInput(_("A breach of another contract cannot be in this notice."), fields={"penalties": _("Another contract.")})
    answer_by = today + timedelta(days=answer_days) if answer_days else None
    with transaction.atomic(), audit.because(actor, reason):
        # Two letters at once must not get one number: the lock on the contract orders them.
        Contract.objects.select_for_update().get(pk=contract.pk)
        # What is set off or waived at the same moment is waited for: the letter claims what the record then holds.
        list(Penalty.objects.select_for_update(of=("self",)).filter(pk__in=[penalty.pk for penalty in penalties]).order_by("pk"))
        breached = _breached(contract, penalties, people, today)
        number = f"{contract.number}-N{NoticeLetter.objects.filter(contract=contract).count() + 1:03}"
        figures = letter(contract, number, subject, penalties, breached, other, demand, today, answer_by)
        snapshot = freeze("notice", figures, actor=actor, at=at)
        made = NoticeLetter.objects.create(
            contract=contract,
            number=number,
            language=language,
            subject=subject,
            demand=demand,
            answer_by=answer_by,
            issued_on=today,
            snapshot=snapshot,
        )
        for penalty in penalties:
            if penalty.state == PenaltyState.ASSESSED:
                notify(penalty, notice=made, actor=actor, at=at, reason=number)
            else:
                tell_again(penalty, made, at=at)
    return made, print_notice(made, language, actor=actor, at=at)


def _breached(contract: Contract, penalties: Sequence[Penalty], people: Sequence[KeyPerson], today: date) -> list[Promised]:
    """The chosen people as the record has them; a letter claims nothing that is not owed, and nobody's absence that is not recorded."""
    missed = {one.person.pk: one for one in promised_people(contract, today) if one.missed} if people else {}
    wrong: dict[str, Text] = {}
    for penalty in penalties:
        penalty.refresh_from_db()
    if settled := next((penalty for penalty in penalties if not penalty.sums.owed), None):
        wrong["penalties"] = _("Nothing is owed any more for %s.") % settled
    if present := next((person for person in people if person.pk not in missed), None):
        wrong["people"] = _("No absence of %s is recorded.") % present
    if wrong:
        raise InvalidInput(_("The letter would claim what the record does not hold."), fields=wrong)
    return [missed[person.pk] for person in people]


def print_notice(notice: NoticeLetter, language: str, *, actor: Actor, at: datetime) -> Document:
    """The letter's PDF from its frozen figures; the same figures give the same letter."""
    context = {"letter": notice.snapshot.figures, "notice": notice}
    pdf = render_pdf("contracts/notice_letter.html", context, language, snapshot=notice.snapshot)
    return keep(notice.snapshot, pdf, language=language, title=f"{notice.number} {notice.subject}", actor=actor, at=at)


def record_service(
    notice: NoticeLetter,
    *,
    address: str,
    method: str,
    sent_on: date,
    served_on: date | None = None,
    deemed_after_days: int | None = None,
    attachment: Any = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Service:
    """Proof of service: sent, served, or deemed served so many days after sending."""
    require_on(actor, Verb.CHANGE, "notice", notice.contract, notice.contract.day_of(at))
    today = notice.contract.day_of(at)
    if not notice.issued_on <= sent_on <= today:
        raise InvalidInput(
            _("A letter is sent after it is issued, and not in the future."), fields={"sent_on": _("From %s to today.") % notice.issued_on}
        )
    if served_on is not None and not sent_on <= served_on <= today:
        raise InvalidInput(
            _("It is served after it was sent, and not in the future."), fields={"served_on": _("From %s to today.") % sent_on}
        )
    if deemed_after_days is not None and deemed_after_days < 0:
        raise InvalidInput(_("It was served before it was sent."), fields={"deemed_after_days": _("Not negative.")})
    deemed = sent_on + timedelta(days=deemed_after_days) if deemed_after_days is not None else None
    with audit.because(actor, reason):
        return Service.objects.create(
            notice=notice,
            address=address,
            method=method,
            sent_on=sent_on,
            served_on=served_on,
            deemed_served_on=deemed,
            attachment=attachment,
            recorded_at=at,
        )


def answer_notice(
    notice: NoticeLetter, *, on: date | None = None, attachment: Any = None, actor: Actor, at: datetime, reason: str
) -> NoticeAnswer:
    """What the vendor answers: filed by the vendor itself, or written down by the client when it came on paper. Kept, never changed."""
    today = notice.contract.day_of(at)
    require_on(actor, Verb.CHANGE, "notice_answer", notice.contract, today)
    on = dated_by(actor, on, today)
    if not reason.strip():
        raise InvalidInput(_("An answer has a text."), fields={"reason": _("Enter the answer.")})
    if not notice.issued_on <= on <= today:
        raise InvalidInput(
            _("An answer comes after its notice and not in the future."), fields={"on": _("From %s to today.") % notice.issued_on}
        )
    with audit.because(actor, reason):
        return NoticeAnswer.objects.create(notice=notice, on=on, by_vendor=not is_client(actor), attachment=attachment, recorded_at=at)


def letter(
    contract: Contract,
    number: str,
    subject: str,
    penalties: Sequence[Penalty],
    people: Sequence[Promised],
    other: Sequence[str],
    demand: str,
    today: date,
    answer_by: date | None,
) -> dict[str, Any]:
    """What the letter says, as plain values to be frozen."""
    return {
        "number": number,
        "subject": subject,
        "date": today,
        "answer_by": answer_by,
        "demand": demand,
        "contract": {"number": contract.number, "title": contract.title, "signed_on": contract.signed_on, "currency": contract.currency},
        "vendor": {"name": contract.vendor.name, "name_zh": contract.vendor.name_zh, "address": contract.vendor.address},
        "sender": client_of(contract),
        "breaches": [_breach(penalty) for penalty in penalties],
        "people": [_missing(one) for one in people],
        "other": list(other),
    }


def _missing(one: Promised) -> dict[str, Any]:
    person, there = one.person, one.attendance
    promised = {"name": person.name, "role": person.role, "first_day": person.first_day, "last_day": person.last_day}
    spans = [{"first": first, "last": last} for first, last in there.absent]
    return promised | {"absent": spans, "days": there.absent_days, "left": there.left, "unapproved": one.unapproved}


def _breach(penalty: Penalty) -> dict[str, Any]:
    step = PenaltyStep.objects.filter(penalty=penalty).exclude(derivation=[]).order_by("-pk").first()
    milestone = penalty.milestone
    return {
        "reference": penalty.number,
        "clause": penalty.clause.number,
        "wording": penalty.clause.wording,
        "terms": penalty.clause.terms,
        "milestone": f"{milestone.number} {milestone.name}" if milestone else "",
        "due": milestone.due if milestone else None,
        "assessed": penalty.assessed,
        "waived": penalty.sums.forgone,
        "settled": penalty.sums.taken,
        "amount": penalty.sums.owed,
        "about": penalty.about,
        "derivation": step.derivation if step else [],
        "recorded_at": step.recorded_at if step else None,
    }
