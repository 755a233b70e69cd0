"""How a contract ended, what was open then, and where that was wrong: that its end was taken back. Written once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from governance.contracts.endings import EndKind, Grounds
from governance.contracts.reopenings import TakenBack
from governance.core.records import EventRow


class EndQuerySet(models.QuerySet["ContractEnd"]):
    """Ends by what the record held."""

    def standing(self, known_at: datetime | None = None) -> Self:
        """Ends that hold: those not taken back, as known at that instant."""
        taken_back = Reopening.objects.filter(end=OuterRef("pk"))
        if known_at is None:
            return self.filter(~Exists(taken_back))
        return self.filter(~Exists(taken_back.filter(recorded_at__lte=known_at)), recorded_at__lte=known_at)


class ContractEnd(EventRow):
    """The end of a contract: its kind, last day and grounds, by whose authority, its notice, what follows, what was left open.

    A contract has one that stands at a time; one entered by mistake is taken back, and stays written.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="ends", verbose_name=_("contract"))
    kind = models.CharField(_("how it ended"), max_length=12, choices=EndKind)
    on = models.DateField(_("last day"))
    grounds = models.CharField(_("grounds"), max_length=16, choices=Grounds, blank=True)
    notice = models.ForeignKey("contracts.NoticeLetter", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("notice"))
    authority = models.CharField(_("by authority of"), max_length=160)
    consequences = models.TextField(_("what follows"), blank=True)
    left_open = models.JSONField(_("open at the end"), default=list)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    objects = EndQuerySet.as_manager()

    class Meta(EventRow.Meta):
        verbose_name = _("end of a contract")
        verbose_name_plural = _("ends of contracts")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="terminated") & ~Q(grounds="")) | (~Q(kind="terminated") & Q(grounds="")), name="termination_has_grounds"
            )
        ]


class Reopening(EventRow):
    """An end taken back: why, by whose authority, with which word of the vendor’s, and what became of refunds booked with the end."""

    end = models.OneToOneField(ContractEnd, models.PROTECT, related_name="reopening", verbose_name=_("end of a contract"))
    cause = models.CharField(_("why it is taken back"), max_length=10, choices=TakenBack)
    consent = models.CharField(_("the vendor’s consent"), max_length=300, blank=True)
    refunds_paid = models.BooleanField(_("refunds were paid out"), null=True, blank=True)
    authority = models.CharField(_("by authority of"), max_length=160)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("end taken back")
        verbose_name_plural = _("ends taken back")


def last_day(known_at: datetime | None = None) -> Subquery:
    """For an `annotate` of rows that name a contract: its last day, where it had ended as the record held it."""
    ends = ContractEnd.objects.filter(contract=OuterRef("contract")).standing(known_at)
    return Subquery(ends.order_by("-recorded_at", "-pk").values("on")[:1])


def last_days(contracts: Iterable[int], known_at: datetime | None = None) -> dict[int, date]:
    """The same for some contracts: contract → its last day."""
    rows = ContractEnd.objects.filter(contract__in=list(contracts)).standing(known_at)
    return dict(rows.order_by("recorded_at", "pk").values_list("contract_id", "on"))
