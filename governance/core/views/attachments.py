"""Download of what people handed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase

from governance.core import attachments
from governance.core.models import Attachment
from governance.core.pages import Request
from governance.core.permissions import TABLE, Verb, scope


@login_required
def download(request: Request, pk: int) -> HttpResponseBase:
    """The bytes, always as a download: never shown inside our own pages. 404 for those who may not know of it."""
    attachment = Attachment.objects.filter(pk=pk).first()
    if attachment is None or attachment.what not in TABLE:
        raise Http404
    reached = scope(request.actor, Verb.VIEW, attachment.what)
    if not Attachment.objects.within(reached, request.actor.username).filter(pk=pk).exists():
        raise Http404
    return as_download(attachment)


def as_download(attachment: Attachment) -> FileResponse:
    """The bytes of a file whose reader has been checked: also for rooms with a narrower check of their own."""
    stream = attachments.path(attachment).open("rb")
    response = FileResponse(stream, as_attachment=True, filename=attachment.name, content_type=attachment.type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
