"""The office that a page is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office, OfficeKind


def office_or_404(request: Request, office_id: int, what: str) -> Office:
    """The office, if this of it is the reader's to see."""
    found = Office.objects.filter(pk=office_id, kind=OfficeKind.OFFICE).select_related("parent").first()
    if found is None or not allows(request.actor, Verb.VIEW, what, office_id=office_id):
        raise NotFound(_("There is no such office, or it is not yours to see."))
    return found
