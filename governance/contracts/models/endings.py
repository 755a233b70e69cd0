"""How a contract ended. Written once; what was open then is frozen with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.contracts.endings import EndKind, Grounds
from governance.core.records import EventRow


class ContractEnd(EventRow):
    """The end of a contract: its kind, last day and grounds, by whose authority, its notice, what follows, what was left open."""

    contract = models.OneToOneField("contracts.Contract", models.PROTECT, related_name="end", verbose_name=_("contract"))
    kind = models.CharField(_("how it ended"), max_length=12, choices=EndKind)
    on = models.DateField(_("last day"))
    grounds = models.CharField(_("grounds"), max_length=16, choices=Grounds, blank=True)
    notice = models.ForeignKey("contracts.NoticeLetter", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("notice"))
    authority = models.CharField(_("by authority of"), max_length=160)
    consequences = models.TextField(_("what follows"), blank=True)
    left_open = models.JSONField(_("open at the end"), default=list)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("end of a contract")
        verbose_name_plural = _("ends of contracts")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="terminated") & ~Q(grounds="")) | (~Q(kind="terminated") & Q(grounds="")), name="termination_has_grounds"
            )
        ]
