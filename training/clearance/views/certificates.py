"""Certificates for those who work with them: the list, the PDF, a whole office at once, revoking."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require, scope
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Membership, Person
from governance.organisation.selectors import names_for
from training.clearance import actions, certificates
from training.clearance.actions.printing import ask_for_office, printed
from training.clearance.forms import ReasonForm
from training.clearance.models import Certificate, CertificateState
from training.clearance.selectors.certificates import of_office
from training.clearance.views.asked import acting, office_asked

BADGES = {CertificateState.VALID: "good", CertificateState.SUPERSEDED: "none", CertificateState.REVOKED: "bad"}


@needs(Verb.VIEW, "certificates")
def listing(request: Request) -> HttpResponseBase:
    """Every certificate of the people the reader may see."""
    seen = Person.objects.within(scope(request.actor, Verb.VIEW, "certificates"))
    rows = list(Certificate.objects.filter(person__in=seen).select_related("person__identity"))
    table = certificate_table(request, rows)
    return table.export() or render(
        request, "clearance/certificates.html", {"table": table, "valid": sum(row.state == "valid" for row in rows)}
    )


def certificate_table(request: Request, rows: list[Certificate]) -> Table:
    names = names_for({row.person_id: row.person for row in rows}.values(), request.actor)
    day = timezone.localdate(request.now)
    columns = [
        Column("person", _("Person"), lambda row: names[row.person_id], link=pdf_of),
        Column("course", _("Course"), lambda row: row.title, phone="foot"),
        Column("state", _("State"), choices=CertificateState.choices, show=lambda row: badge(row, day), phone="head"),
        Column("number", _("Number"), phone="foot"),
        Column("earned_on", _("Earned on"), nowrap=True, phone="foot"),
        Column("valid_until", _("Valid until"), nowrap=True, phone="foot"),
    ]
    if allows(request.actor, Verb.CHANGE, "certificate"):
        columns.append(Column("act", "", lambda row: "", show=revoke_link, sort=False))
    text = _("A certificate is issued by itself when a course was attended and its tests are passed.")
    return Table(
        request,
        columns,
        rows,
        empty=Empty(_("No certificate was issued yet"), text, icon="certificate"),
        filename="certificates",
        compact=25,
    )


def badge(row: Certificate, day: Any) -> str:
    if row.state == CertificateState.VALID and not row.valid_on(day):
        return status("watch", _("run out"))
    return status(BADGES[CertificateState(row.state)], row.get_state_display())


def pdf_of(row: Certificate) -> str:
    return reverse("clearance:certificate_pdf", args=[row.pk])


def revoke_link(row: Certificate) -> Any:
    if row.state != CertificateState.VALID:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("clearance:revoke_certificate", args=[row.pk]), _("Revoke"))


def certificate_of(request: Request, pk: int, verb: Verb) -> Certificate:
    """One's own, or of somebody the right reaches; 404 else."""
    found = Certificate.objects.select_related("person__identity").filter(pk=pk).first()
    reached = scope(request.actor, verb, "certificate")
    if found is None or not (reached.everything or Person.objects.within(reached).filter(pk=found.person_id).exists()):
        raise NotFound(_("There is no such certificate."))
    return found


@needs(Verb.VIEW, "certificate")
def pdf(request: Request, pk: int) -> HttpResponse:
    """In the language asked for, else the reader's."""
    found = certificate_of(request, pk, Verb.VIEW)
    language = request.GET.get("language", "")
    if language not in {"en", "zh-hans", "zh-hant"}:
        language = translation.get_language() or "en"
    response = HttpResponse(certificates.pdf(found, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{certificates.filename(found)}"'
    return response


@needs(Verb.CHANGE, "certificate")
def revoke(request: Request, pk: int) -> HttpResponseBase:
    found = certificate_of(request, pk, Verb.CHANGE)
    form = ReasonForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.revoke_certificate(found, **given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:certificates"), _("The certificate is revoked. Whoever checks it is told.")
    crumbs = [(back, _("Certificates"))]
    lead = f"{found.number} · {found.title}"
    return acting(
        request,
        form,
        act,
        done=done,
        back=back,
        title=_("Revoke the certificate"),
        lead=lead,
        crumbs=crumbs,
    )


@needs(Verb.VIEW, "certificates")
def office(request: Request, office_id: int) -> HttpResponseBase:
    """The valid certificates of one office, and all of them printed in the background."""
    of = office_asked(request, office_id, "certificates")
    require(request.actor, Verb.VIEW, "certificate", office_id=of.pk)
    if request.method == "POST":
        return redirect(ask_for_office(of, language=translation.get_language() or "en", actor=request.actor, at=request.now))
    held = of_office({of.pk}, timezone.localdate(request.now))
    people = Membership.objects.current().on(timezone.localdate(request.now)).filter(office=of).values("person").distinct().count()
    table = certificate_table(request, held)
    context = {"office": of, "table": table, "held": len(held), "people": people, "printed": printed(of)}
    return table.export() or render(request, "clearance/office_certificates.html", context)
