"""The stages of an office and the one table of allowed moves. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    PREPARING = "preparing", _("Preparing")
    TRAINING = "training", _("Training")
    TRIAL = "trial", _("Trial use")
    LIVE = "live", _("Live")
    STABILISED = "stabilised", _("Stabilised")
    HANDED_OVER = "handed_over", _("Handed over")
    HELD = "held", _("On hold")


# The order in which an office walks. HELD stands outside it.
WALK = (Stage.CANDIDATE, Stage.PREPARING, Stage.TRAINING, Stage.TRIAL, Stage.LIVE, Stage.STABILISED, Stage.HANDED_OVER)
