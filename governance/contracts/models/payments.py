"""Payments, securities and warranty clocks of a contract."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow


class PaymentKind(models.TextChoices):
    ADVANCE = "advance", _("Advance")
    PROGRESS = "progress", _("Progress")
    RETENTION = "retention", _("Retention sum")
    FINAL = "final", _("Final")


class Payment(models.Model):
    """A sum due to the vendor, hung on a milestone or a day."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="payments", verbose_name=_("contract"))
    milestone = models.ForeignKey(
        "contracts.Milestone", models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("milestone")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PaymentKind)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    due = models.DateField(_("due"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_amount = models.DecimalField(_("paid"), max_digits=16, decimal_places=2, null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="payment_not_negative")]


class SecurityKind(models.TextChoices):
    PERFORMANCE = "performance", _("Performance security")
    ADVANCE = "advance", _("Advance-payment security")
    WARRANTY = "warranty", _("Warranty security")


class Security(models.Model):
    """A guarantee that runs out on a day; its expiry raises an alert before."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="securities", verbose_name=_("contract"))
    kind = models.CharField(_("kind"), max_length=12, choices=SecurityKind)
    issuer = models.CharField(_("issued by"), max_length=160)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    expires_on = models.DateField(_("expires on"))
    released_on = models.DateField(_("released on"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("security")
        verbose_name_plural = _("securities")
        ordering = ["expires_on"]


class Warranty(models.Model):
    """A warranty or after-sales term with its own clock, from the acceptance of a milestone."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="warranties", verbose_name=_("contract"))
    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="warranties", verbose_name=_("from acceptance of"))
    term = models.CharField(_("term"), max_length=200)
    months = models.PositiveSmallIntegerField(_("months"))
    respond_hours = models.PositiveSmallIntegerField(_("hours to respond"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("warranty")
        verbose_name_plural = _("warranties")
        ordering = ["pk"]


class Commitment(models.Model):
    """Something the vendor bound itself to, most often a promise of the selection; kept or broken, with evidence."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="commitments", verbose_name=_("contract"))
    promise = models.OneToOneField("contracts.Promise", models.PROTECT, null=True, blank=True, verbose_name=_("promise"))
    text = models.TextField(_("commitment"))
    due = models.DateField(_("by"), null=True, blank=True)
    kept = models.BooleanField(_("kept"), null=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["pk"]


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class NoticeLetter(models.Model):
    """A formal notice: numbered, frozen when issued, with proof of service."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="notices", verbose_name=_("contract"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.ISSUED)
    subject = models.CharField(_("subject"), max_length=200)
    demand = models.TextField(_("what is asked"), blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"))
    snapshot = models.ForeignKey("core.Snapshot", models.PROTECT, related_name="+")

    history = audit.tracked()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-issued_on", "-pk"]


class Service(EventRow):
    """Proof of service: where, how and when a notice was sent, served, or deemed served."""

    notice = models.ForeignKey(NoticeLetter, models.PROTECT, related_name="services", verbose_name=_("notice"))
    address = models.TextField(_("address"))
    method = models.CharField(_("method"), max_length=80)
    sent_on = models.DateField(_("sent on"))
    served_on = models.DateField(_("served on"), null=True, blank=True)
    deemed_served_on = models.DateField(_("deemed served on"), null=True, blank=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("proof"))

    class Meta(EventRow.Meta):
        verbose_name = _("service of notice")
        verbose_name_plural = _("services of notice")


class NoticeAnswer(EventRow):
    """What the vendor answered to a notice, or the client wrote down of an answer that came on paper. `reason` is its text."""

    notice = models.ForeignKey(NoticeLetter, models.PROTECT, related_name="answers", verbose_name=_("notice"))
    on = models.DateField(_("answered on"))
    by_vendor = models.BooleanField(_("entered by the vendor"), default=False)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("answer to a notice")
        verbose_name_plural = _("answers to notices")
