"""What people said and decided at a gate. Written once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.documents.models import Snapshot
from governance.core.models import Attachment
from governance.core.records import EventRow
from governance.core.roles import Role
from rollout.staging.gates import Evaluation, Facts, Verdict
from rollout.staging.gates.stored import evaluation_from_json, facts_from_json
from rollout.staging.models.gating import Gate, GateCriterion, GateVersion
from rollout.staging.models.programme import OfficeRollout, Wave
from rollout.staging.states import Decided


class Attestation(EventRow):
    """A person of the named role says that a criterion holds, or that it does not. The last one of an office (or wave) counts.

    `asked` is the sentence the person answered: a criterion worded anew must be answered anew. The reason is what they say.
    """

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="attestations", verbose_name=_("gate"))
    criterion = models.ForeignKey(GateCriterion, models.PROTECT, related_name="attestations", verbose_name=_("criterion"))
    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, null=True, blank=True, related_name="attestations", verbose_name=_("office"))
    wave = models.ForeignKey(Wave, models.PROTECT, null=True, blank=True, related_name="attestations", verbose_name=_("wave"))
    code = models.SlugField(_("code"), max_length=40)
    asked = models.CharField(_("what was asked"), max_length=200)
    role = models.CharField(_("as"), max_length=20, choices=Role)
    holds = models.BooleanField(_("it holds"))
    until = models.DateTimeField(_("runs out"), null=True, blank=True)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~(Q(rollout__isnull=False) & Q(wave__isnull=False)), name="attestation_of_one_subject"),
        ]


class GateDecision(EventRow):
    """What was decided at a gate for one office, with the whole evaluation frozen in its snapshot.

    `authority` says by what right, in the words of that day; `ballot` names the committee's vote, where it decided.
    """

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="decisions", verbose_name=_("office"))
    version = models.ForeignKey(GateVersion, models.PROTECT, related_name="decisions", verbose_name=_("version of the gate"))
    outcome = models.CharField(_("decision"), max_length=12, choices=Decided)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    on = models.DateField(_("on"))
    authority = models.CharField(_("by what right"), max_length=300)
    ballot = models.BigIntegerField(_("ballot"), null=True, blank=True)
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="+", verbose_name=_("frozen evidence"))

    class Meta:
        verbose_name = _("decision at a gate")
        verbose_name_plural = _("decisions at gates")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rollout}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return reverse("staging:gate_decision", args=[self.pk])

    @property
    def sha256(self) -> str:
        return self.snapshot.sha256

    @property
    def frozen(self) -> dict[str, Any]:
        return self.snapshot.figures

    @property
    def facts(self) -> Facts:
        return facts_from_json(self.frozen["facts"])

    @property
    def evaluation(self) -> Evaluation:
        return evaluation_from_json(self.frozen["evaluation"])
