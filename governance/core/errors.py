"""The one tree of errors that a reader may meet. Each carries a message in the reader's language.

Anything else that reaches a page is a fault of ours and is logged as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class GatehouseError(Exception):
    """Base of all refusals. `status` is the HTTP status a page answers with."""

    status = 422
    title: Text = _("This could not be done")

    def __init__(self, message: Text, *, reasons: Sequence[Text] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *(f"- {reason}" for reason in self.reasons)])


class NotAllowed(GatehouseError):
    """The actor lacks the right, or would approve what they submitted themselves. `role_opens`: whether another role would help."""

    status = 403
    role_opens = True
    title = _("You are not allowed to do this")


class NotFound(GatehouseError):
    """There is no such record, or none that this reader may know of."""

    status = 404
    title = _("Not found")


class OnlySent(GatehouseError):
    """The address of a button was opened as a page."""

    status = 405
    title = _("There is no page here")


class Conflict(GatehouseError):
    """Someone else was first, or the record is no longer in the state the action needs."""

    status = 409
    title = _("Someone was faster, or this has changed")


class Refused(GatehouseError):
    """A rule says no. `reasons` lists every rule that does."""

    title = _("A rule does not permit this")


class InvalidInput(GatehouseError):
    """What was entered cannot be used. `fields` names each field (or row, or clause) with its message."""

    title = _("Please check what was entered")

    def __init__(self, message: Text, *, fields: Mapping[str, Text] | None = None, reasons: Sequence[Text] = ()) -> None:
        super().__init__(message, reasons=reasons)
        self.fields = dict(fields or {})


class CalendarNotPublished(GatehouseError):
    """The working days of that year are not published yet, so nothing that counts them can be said."""

    title = _("Working days not published")


class UnreadableFile(InvalidInput):
    """An uploaded file is not what it claims to be, is damaged, or is larger than allowed."""

    title = _("The file cannot be read")
