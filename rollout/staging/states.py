"""The words of gates: states, kinds of decision, what a roll-back asks. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


class Scope(TextChoices):
    OFFICE = "office", _("the office")
    WAVE = "wave", _("its wave")
    PROGRAMME = "programme", _("the whole programme")


class Decided(TextChoices):
    GO = "go", _("Go")
    CONDITIONAL = "conditional", _("Conditional go")
    HOLD = "hold", _("Hold")
    ROLL_BACK = "roll_back", _("Roll back")
    STOP = "stop", _("Stop the programme")


PERMITS = frozenset({Decided.GO, Decided.CONDITIONAL})


class HoldCause(TextChoices):
    CONDITION = "condition", _("a condition is overdue")
    OVERRIDE = "override", _("an override has run out and its criterion is not met")


class ReverseStep(TextChoices):
    """What every roll-back asks, in this order. The last two are the data."""

    TELL_STAFF = "tell_staff", _("Tell the office's people what they work with from when on")
    OLD_WAY = "old_way", _("Open the earlier way of working again (sheets, forms, shared folders)")
    STOP_ENTRY = "stop_entry", _("Stop entry into the CRM for this office, and say who may still enter")
    CUSTOMERS = "customers", _("Tell customers and departments that notice the change")
    EXPORT = "export", _("Take out of the CRM what was entered since the stage began")
    RECONCILE = "reconcile", _("Reconcile the data: what is in the CRM against what the office works with again")
    OTHER = "other", _("A step of this office's own")


DATA_STEPS = frozenset({ReverseStep.RECONCILE})
