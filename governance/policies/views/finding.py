"""What the pages fetch, with the right to it: 404 for outsiders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import attachments
from governance.core.errors import NotFound
from governance.core.languages import LANGUAGES
from governance.core.models import Attachment
from governance.core.pages import Request
from governance.policies.actions.moving import day_of
from governance.policies.models import Policy, PolicyVersion

FILE_LIMIT = 50 * 1024 * 1024


def today(request: Request) -> date:
    return day_of(request.now)


def policy_of(code: str) -> Policy:
    found = Policy.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such policy."))
    return found


def version_of(code: str, number: int) -> PolicyVersion:
    found = PolicyVersion.objects.select_related("policy").filter(policy__code=code, number=number).first()
    if found is None:
        raise NotFound(_("There is no such version of this policy."))
    return found


def chosen_language(request: Request) -> str:
    """The language asked for in the address, else the reader's."""
    asked = request.GET.get("language", "") or get_language() or "en"
    return asked if asked in LANGUAGES else "en"


def kept(request: Request, file: UploadedFile | None, what: str, office_id: int | None = None) -> Attachment | None:
    """An uploaded file in the private store; within the action's transaction, so that a refusal leaves no row."""
    if file is None:
        return None
    stored: Any = file
    return attachments.store(
        stored, name=file.name or "file", actor=request.actor, at=request.now, what=what, office_id=office_id, limit=FILE_LIMIT
    )
