"""Setting the monthly report, making it when it is due, and mailing it to those whom the sponsor named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents import archive
from governance.core.documents.models import Document
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import TABLE, Verb, allows, require
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, Delegation, RoleAssignment
from reports.documents import content
from reports.documents.actions import make_executive_report
from reports.documents.figures import KIND
from reports.documents.making import Step, no_step
from reports.documents.models import LAST_DAY, Letter, MonthlyReport, MonthlyRun, Outcome
from reports.documents.monthly import rules
from reports.documents.report import read

WHAT = "monthly_report"
TRIES = 3  # A letter that fails on three mornings needs a person.


@dataclass(frozen=True)
class Wanted:
    """What the sponsor sets. `seen` is the reader's version of the setting: somebody else's change in between is not overwritten."""

    day_of_month: int
    running: bool
    recipients: tuple[int, ...]


def set_monthly(wanted: Wanted, *, actor: Actor, at: datetime, reason: str = "", seen: str | None = None) -> MonthlyReport:
    """Say on which day the report is made and who gets it. Days that passed before are not made up for."""
    require(actor, Verb.CHANGE, WHAT)
    today = timezone.localdate(at)
    if not 1 <= wanted.day_of_month <= LAST_DAY:
        message = _("Choose a day from 1 to %(last)s: every month has it.") % {"last": LAST_DAY}
        raise InvalidInput(message, fields={"day_of_month": message})
    check_recipients(wanted, today)
    with transaction.atomic(), audit.because(actor, reason):
        held = MonthlyReport.objects.select_for_update().filter(pk=1).first()
        if seen is not None and seen != version(held):
            raise Conflict(_("Somebody else changed the monthly report meanwhile. Look at it again."))
        if held and (held.day_of_month, held.running, tuple(held.recipients)) == (wanted.day_of_month, wanted.running, wanted.recipients):
            return held
        monthly = held or MonthlyReport(pk=1, first_day=today)
        if held and (held.day_of_month != wanted.day_of_month or (wanted.running and not held.running)):
            monthly.first_day = today
        monthly.day_of_month, monthly.running, monthly.recipients = wanted.day_of_month, wanted.running, list(wanted.recipients)
        monthly.save()
        return monthly


def version(monthly: MonthlyReport | None) -> str:
    """What a form carries along, to notice a change in between."""
    return f"{monthly.day_of_month} {monthly.running} {monthly.recipients}" if monthly else ""


def check_recipients(wanted: Wanted, today: date) -> None:
    """Only people with an address who may read the report anyway can be named."""
    accounts = Account.objects.in_bulk(wanted.recipients)
    wrong = [why for pk in wanted.recipients if (why := hindrance(accounts.get(pk), today))]
    if wanted.running and not wanted.recipients:
        wrong = [_("Name at least one person.")]
    if wrong:
        raise InvalidInput(" ".join(wrong), fields={"recipients": " ".join(wrong)})


def hindrance(account: Account | None, today: date) -> str:
    """Why this account cannot be sent the report that day; empty where it can."""
    if account is None or not account.is_active:
        return _("This account is closed.")
    if not account.email:
        return _("%(who)s has no e-mail address.") % {"who": account}
    if not allows(actor_for(account, today), Verb.VIEW, KIND):
        return _("%(who)s may not read executive reports; give them a role that may.") % {"who": account}
    return ""


def readers(today: date) -> list[Account]:
    """Everyone who can be named. Only those who hold or borrow a role that reads reports are looked at one by one."""
    roles = TABLE[KIND][Verb.VIEW]
    held = RoleAssignment.objects.current().on(today).filter(role__in=roles)
    lent = Delegation.objects.current().on(today).filter(role__in=roles)
    accounts = Account.objects.filter(Q(person__in=held.values("person")) | Q(person__in=lent.values("deputy")))
    return [account for account in accounts.select_related("person__identity") if not hindrance(account, today)]


def run_monthly(*, actor: Actor, at: datetime, step: Step = no_step) -> tuple[MonthlyRun | None, int, int]:
    """Make the report if it is due and mail what was not mailed yet: the run, letters sent, letters that failed. Safe to run again."""
    require(actor, Verb.CHANGE, KIND)
    monthly = MonthlyReport.objects.filter(pk=1, running=True).first()
    if monthly is None:
        return None, 0, 0
    today = timezone.localdate(at)
    made = set(MonthlyRun.objects.values_list("month", flat=True))
    due = rules.due_on(monthly.day_of_month, monthly.first_day, today, made)
    run = make(due, monthly, actor=actor, at=at, step=step) if due else MonthlyRun.objects.order_by("month").last()
    if run is None:
        return None, 0, 0
    sent, failed = mail(run, monthly.recipients, actor=actor, at=at)
    return run, sent, failed


def make(due: date, monthly: MonthlyReport, *, actor: Actor, at: datetime, step: Step) -> MonthlyRun:
    """The report of this month in the languages of those who get it, made once."""
    wanted = set(Account.objects.filter(pk__in=monthly.recipients).values_list("language", flat=True))
    languages = [code for code, _name in settings.LANGUAGES if code in wanted] or ["en"]
    why = _("Monthly report")
    documents = make_executive_report(actor=actor, at=at, day=timezone.localdate(at), languages=languages, reason=why, step=step)
    month = rules.month_of(due)
    try:
        with transaction.atomic(), audit.because(actor, why):
            return MonthlyRun.objects.create(due_on=due, month=month, snapshot=documents[0].snapshot, recorded_at=at)
    except IntegrityError:
        return MonthlyRun.objects.get(month=month)


def mail(run: MonthlyRun, recipients: Collection[int], *, actor: Actor, at: datetime) -> tuple[int, int]:
    """One letter to each who has none yet. Each try is kept with its outcome, and one that fails does not keep the others waiting."""
    letters = list(run.letters.all())
    done = {letter.account_id for letter in letters if letter.outcome == Outcome.SENT}
    tries = {pk: sum(letter.account_id == pk for letter in letters) for pk in recipients}
    documents = {document.language: document for document in run.snapshot.documents.order_by("-pk")}
    sent = failed = 0
    for account in Account.objects.filter(pk__in=recipients).order_by("pk"):
        if account.pk in done or tries[account.pk] >= TRIES:
            continue
        why, document = send(account, documents, run, at)
        with audit.because(actor, _("Monthly report")):
            Letter.objects.create(
                run=run,
                account=account,
                document=document,
                outcome=Outcome.FAILED if why else Outcome.SENT,
                why=why[:200],
                recorded_at=at,
            )
        sent, failed = sent + (not why), failed + bool(why)
    return sent, failed


def send(account: Account, documents: dict[str, Document], run: MonthlyRun, at: datetime) -> tuple[str, Document | None]:
    """Mail it in the reader's language: why it could not be, and the document."""
    if why := hindrance(account, timezone.localdate(at)):
        return why, None
    document = documents.get(account.language) or next(iter(documents.values()))
    try:
        letter(account, document, run).send()
    except (SMTPException, OSError) as refusal:
        return _("The mail server did not take it: %(why)s") % {"why": refusal}, document
    return "", document


def letter(account: Account, document: Document, run: MonthlyRun) -> EmailMultiAlternatives:
    """The headline, where to read on, and the PDF."""
    with translation.override(account.language):
        report = read(run.snapshot.figures)
        title = document.title
        context = {
            "title": title,
            "headline": content.headline(report),
            "site": settings.SITE_URL,
            "language": account.language,
            "fingerprint": run.snapshot.sha256,
        }
        mail = EmailMultiAlternatives(
            " ".join(title.split()), render_to_string("documents/letter.txt", context), settings.DEFAULT_FROM_EMAIL, [account.email]
        )
        mail.attach_alternative(render_to_string("documents/letter.html", context), "text/html")
    name = f"executive-report-{run.snapshot.figures['day']}-{document.language}.pdf"
    mail.attach(name, archive.content(document), "application/pdf")
    return mail


def given_up(run: MonthlyRun, recipients: Sequence[int]) -> list[int]:
    """Accounts to whom it failed as often as it is tried."""
    letters = list(run.letters.filter(account__in=recipients))
    done = {each.account_id for each in letters if each.outcome == Outcome.SENT}
    return [pk for pk in recipients if pk not in done and sum(each.account_id == pk for each in letters) >= TRIES]
