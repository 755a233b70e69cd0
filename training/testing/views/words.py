"""What the taking page's script says, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """Each with {n} or {time} where a number belongs."""
    return {
        "saved": _("All answers saved"),
        "saving": _("Saving …"),
        "waiting": _("Not sent yet: {n}. Kept on this device; sent when the connection is back."),
        "signedOut": _("You are signed out. Your answers are kept on this device; sign in again in another tab."),
        "refused": _("Not accepted: {why}"),
        "late": _("Came after the end. Kept beside your test; your trainer decides whether it counts."),
        "itemSaved": _("Saved"),
        "itemWaiting": _("Not sent yet"),
        "left": _("{time} left"),
        "minutesLeft": _("{n} minutes left"),
        "minuteLeft": _("One minute left"),
        "over": _("The time is over. What had reached the server is handed in."),
        "handedIn": _("This test was handed in on another device or tab."),
        "overOffline": _(
            "The time is over by the server’s clock. What had reached the server is handed in; "
            "the rest is sent when the connection is back."
        ),
        "handInWaits": _("Not handed in yet: {n} answers have not reached the server. Stay on this page; trying again."),
        "leave": _("Some answers have not reached the server yet."),
        "answered": _("answered"),
        "notAnswered": _("not answered"),
        "notSaved": _("not saved"),
        "flagged": _("marked for later"),
        "done": _("{n} of {total} answered"),
        "flag": _("Mark for later"),
        "unflag": _("Marked for later"),
        "overview": _("Overview"),
        "moveUp": _("Move up"),
        "moveDown": _("Move down"),
    }
