"""Formal notices and the vendor scorecard: chosen, frozen, printed, served."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.contracts import scorecards
from governance.contracts.access import contracts_for, is_client
from governance.contracts.actions import noticing
from governance.contracts.forms.deciding import AnswerForm, NoticeForm, ServiceForm
from governance.contracts.models import NoticeLetter
from governance.contracts.selectors import promised_people
from governance.contracts.views.contracts import contract_of, today
from governance.contracts.views.deciding import decision, with_file
from governance.core.documents import archive
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows


def notice_of(request: Request, pk: int, verb: Verb = Verb.VIEW) -> NoticeLetter:
    mine = contracts_for(request.actor, verb, "notice", today(request))
    found = NoticeLetter.objects.filter(pk=pk, contract__in=mine).select_related("contract__vendor", "snapshot").first()
    if found is None:
        raise NotFound(_("There is no such notice, or it is not yours."))
    return found


def as_pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@needs(Verb.CHANGE, "notice")
def new(request: Request, pk: int) -> HttpResponse:
    contract = contract_of(request, pk, Verb.CHANGE, "notice")
    first: dict[str, Any] = {"language": get_language(), "subject": _("Notice of delay and liquidated damages"), "answer_days": 10}
    missed = [one.person for one in promised_people(contract, contract.day_of(request.now)) if one.missed]
    form = NoticeForm(request.POST or None, contract=contract, missed=missed, initial=first)
    made: list[NoticeLetter] = []

    def act(typed: dict[str, Any]) -> object:
        letter, _document = noticing.issue_notice(contract, actor=request.actor, at=request.now, **typed)
        made.append(letter)
        return letter

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The notice is issued and frozen. Send it, then record its service."))
        return redirect("contracts:notice", made[0].pk)
    context = {
        "form": form,
        "contract": contract,
        "heading": _("Formal notice"),
        "lead": _("The chosen breaches are frozen with their derivations. The letter cannot be changed afterwards."),
        "button": _("Issue the notice"),
        "back": reverse("contracts:contract", args=[pk]),
    }
    return render(request, "contracts/decision.html", context)


@needs(Verb.VIEW, "notice")
def notice(request: Request, pk: int) -> HttpResponse:
    shown = notice_of(request, pk)
    context = {
        "notice": shown,
        "letter": shown.snapshot.figures,
        "services": shown.services.select_related("attachment"),
        "answers": shown.answers.select_related("attachment"),
        "late": bool(shown.answer_by and shown.answer_by < shown.contract.day_of(request.now)),
        "may_change": allows(request.actor, Verb.CHANGE, "notice"),
        "may_answer": allows(request.actor, Verb.CHANGE, "notice_answer"),
        "client": is_client(request.actor, "notice"),
    }
    return render(request, "contracts/notice.html", context)


@needs(Verb.VIEW, "notice")
def pdf(request: Request, pk: int, language: str) -> HttpResponse:
    """The letter in the language asked for, from its frozen figures."""
    shown = notice_of(request, pk)
    if language not in ("en", "zh-hans", "zh-hant"):
        raise NotFound(_("There is no such language."))
    document = shown.snapshot.documents.filter(language=language).first()
    document = document or noticing.print_notice(shown, language, actor=request.actor, at=request.now)
    return as_pdf(archive.content(document), f"{shown.number}-{language}.pdf")


@needs(Verb.CHANGE, "notice")
def served(request: Request, pk: int) -> HttpResponse:
    shown = notice_of(request, pk, Verb.CHANGE)
    first = {"address": shown.contract.vendor.address, "sent_on": shown.issued_on}
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    return decision(
        request,
        ServiceForm(request.POST or None, request.FILES or None, initial=first),
        lambda typed: noticing.record_service(shown, **with_file(request, typed, "notice"), **by),
        done=_("The service is recorded."),
        back=reverse("contracts:notice", args=[pk]),
        context={"heading": _("Proof of service"), "contract": shown.contract},
    )


@needs(Verb.CHANGE, "notice_answer")
def answer(request: Request, pk: int) -> HttpResponse:
    """The vendor's answer; or, by the client, one that came on paper."""
    shown = notice_of(request, pk)
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    return decision(
        request,
        AnswerForm(
            request.POST or None,
            request.FILES or None,
            initial={"on": shown.contract.day_of(request.now)},
            client=is_client(request.actor, "contract"),
        ),
        lambda typed: noticing.answer_notice(shown, **with_file(request, typed, "notice"), **by),
        done=_("The answer is kept with the notice."),
        back=reverse("contracts:notice", args=[pk]),
        context={"heading": _("Answer to notice %s") % shown.number, "lead": shown.subject, "contract": shown.contract},
    )


@needs(Verb.VIEW, "contract")
def scorecard(request: Request, pk: int) -> HttpResponse:
    """The vendor scorecard as a PDF, in the reader's language or `?language=`."""
    contract = contract_of(request, pk, Verb.VIEW, "contract")
    asked = request.GET.get("language", get_language() or "en")
    language = asked if asked in ("en", "zh-hans", "zh-hant") else "en"
    document = scorecards.make(contract, language, actor=request.actor, at=request.now)
    return as_pdf(archive.content(document), f"scorecard-{contract.pk}-{language}.pdf")
