"""All certificates of an office in one ZIP."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import attachments
from governance.core.actor import Actor
from governance.core.errors import Refused
from governance.core.jobs import start
from governance.core.models import Attachment, Job
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from training.clearance import certificates
from training.clearance.selectors.certificates import of_office

Step = Callable[..., None]


def ask_for_office(office: Office, *, language: str, actor: Actor, at: datetime) -> Job:
    """Start the printing in the background."""
    require(actor, Verb.VIEW, "certificate", office_id=office.pk)
    if not of_office({office.pk}, timezone.localdate(at)):
        raise Refused(_("Nobody of this office holds a valid certificate."))
    arguments = {"office_id": office.pk, "language": language}
    title = _("Certificates of %(office)s") % {"office": office}
    key = f"clearance.print_office-{office.pk}-{language}-{actor.username}"
    then = reverse("clearance:office_certificates", args=[office.pk])
    return start("clearance.print_office", actor=actor, at=at, arguments=arguments, title=title, then_url=then, key=key)


def print_office(office_id: int, *, language: str, actor: Actor, at: datetime, step: Step) -> dict[str, Any]:
    """Print each certificate, keep the ZIP as a private file of that office."""
    require(actor, Verb.VIEW, "certificate", office_id=office_id)
    office = Office.objects.get(pk=office_id)
    held = of_office({office_id}, timezone.localdate(at))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificates.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            for done, certificate in enumerate(held, start=1):
                zipped.writestr(certificates.filename(certificate), certificates.pdf(certificate, language))
                step(done, len(held))
        name = f"certificates-{office.code}-{timezone.localdate(at)}.zip"
        kept = attachments.store(path, name=name, actor=actor, at=at, what="certificate", office_id=office_id)
    return {"attachment": kept.pk, "message": _("%(count)s certificates.") % {"count": len(held)}}


def printed(office: Office) -> list[Attachment]:
    """The ZIPs made of this office, the youngest first."""
    return list(Attachment.objects.filter(what="certificate", office_id=office.pk, type="application/zip").order_by("-stored_at")[:5])
