"""The certificate on paper: one page with a QR code that opens the public page."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from governance.core.documents.pdf import render_pdf
from governance.organisation.models import Identity, Office, OfficeKind
from training.clearance.models import Certificate


def public_address(certificate: Certificate) -> str:
    return settings.SITE_URL + reverse("clearance:certificate", args=[certificate.code])


def qr(address: str, alternative: str) -> str:
    """The address as an SVG without size of its own; the alternative says to who does not see it what it is."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=2, xmldecl=False, omitsize=True, nl=False, dark="#1a2032", title=alternative
    )
    return mark_safe(out.getvalue().decode())


def pdf(certificate: Certificate, language: str) -> bytes:
    """Made anew each time it is asked for, so that the name on it is forgotten with the person's identity."""
    company = Office.objects.filter(kind=OfficeKind.COMPANY).order_by("pk").first()
    address = public_address(certificate)
    with translation.override(language):
        square = qr(address, _("QR code of the page that confirms this certificate"))
    context = {
        "certificate": certificate,
        "title": certificate.title_in(language),
        "name": full_name(certificate),
        "company": company,
        "qr": square,
        "address": settings.SITE_URL.partition("://")[2] + reverse("clearance:check"),
    }
    return render_pdf("clearance/certificate.html", context, language)


def full_name(certificate: Certificate) -> str:
    """Both names where there are two, the pseudonym where neither is known any more."""
    identity: Identity | None = getattr(certificate.person, "identity", None)
    names = [name for name in (identity.name_zh, identity.name) if name] if identity else []
    return " · ".join(names) or certificate.person.pseudonym


def initials(certificate: Certificate) -> str:
    """The first letter of each part of the name, or of a Chinese name the family name; a dash where it was erased."""
    identity: Identity | None = getattr(certificate.person, "identity", None)
    if identity and identity.name:
        return " ".join(f"{part[0].upper()}." for part in identity.name.split() if part[0].isalnum()) or "–"
    return f"{identity.name_zh[0]}＊" if identity and identity.name_zh else "–"


def filename(certificate: Certificate) -> str:
    return f"certificate-{certificate.number}.pdf"
