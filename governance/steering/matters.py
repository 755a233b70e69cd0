"""The matters a charter names an authority for, and the words of ballots. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Matter(TextChoices):
    """What is decided; the charter says by whom."""

    GATE_DECISION = "gate_decision", _("Whether an office passes its gate")
    OVERRIDE = "override", _("Going on although a gate is not passed")
    ROLLBACK = "rollback", _("Sending an office back to an earlier stage")
    STOP = "stop", _("Stopping the programme")
    PILOT_WITHDRAWAL = "pilot_withdrawal", _("Withdrawing a pilot office")
    STATUS_OVERRIDE = "status_override", _("Showing another light than the rules give")
    DIRECTION = "direction", _("Direction and scope of the programme")


class CharterState(TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", pgettext_lazy("a charter", "Signed")


class QuorumKind(TextChoices):
    COUNT = "count", _("a number of members")
    SHARE = "share", _("a share of those who may vote, in percent")


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("a vote", "For")
    AGAINST = "against", pgettext_lazy("a vote", "Against")
    ABSTAIN = "abstain", pgettext_lazy("a vote", "Abstention")


class Outcome(TextChoices):
    CARRIED = "carried", pgettext_lazy("a ballot", "Carried")
    LOST = "lost", pgettext_lazy("a ballot", "Lost")
    NO_QUORUM = "no_quorum", _("No quorum")
