"""Measurements of a contract: entered, corrected, imported; what people, services and requests owe, assessed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.contracts.actions import measuring
from governance.contracts.forms.measuring import CorrectForm, MeasureForm, MeasurementsFileForm, reading_of, typed_as
from governance.contracts.models import Contract, KeyPerson, Measured, Penalty
from governance.contracts.views.contracts import contract_of
from governance.contracts.views.deciding import decision
from governance.core.pages import Request, needs
from governance.core.permissions import Verb


@needs(Verb.CHANGE, "penalty")
def record(request: Request, pk: int) -> HttpResponse:
    """Enter one measurement."""
    contract = contract_of(request, pk, Verb.CHANGE, "penalty")

    def act(typed: dict[str, Any]) -> object:
        return measuring.record_measurement(reading=reading_of(typed), actor=request.actor, at=request.now, **typed)

    form = MeasureForm(request.POST or None, contract=contract)
    return _decide(request, contract, form, act, _("Measurement"))


@needs(Verb.CHANGE, "penalty")
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct one; the first entry stays in the record."""
    first = get_object_or_404(Measured.objects.select_related("clause__contract"), pk=pk, corrects=None)
    contract = contract_of(request, first.clause.contract_id, Verb.CHANGE, "penalty")

    def act(typed: dict[str, Any]) -> object:
        return measuring.correct_measurement(first, reading=reading_of(typed), actor=request.actor, at=request.now, **typed)

    stands = first.corrections.order_by("-recorded_at", "-pk").first() or first
    form = CorrectForm(request.POST or None, contract=contract, initial=typed_as(stands, contract.time_zone))
    return _decide(request, contract, form, act, _("Correction of %s") % first)


@needs(Verb.CHANGE, "penalty")
def upload(request: Request, pk: int) -> HttpResponse:
    """Measurements from a file: all rows or none, every row that cannot be used named."""
    contract = contract_of(request, pk, Verb.CHANGE, "penalty")

    def act(typed: dict[str, Any]) -> object:
        file = typed["file"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "measurements"
            path.write_bytes(file.read())
            rows = measuring.read_measurements(path, file.name, contract)
        by: dict[str, Any] = {"actor": request.actor, "at": request.now, "reason": _("From the file %s") % file.name}
        made = measuring.import_measurements(contract, rows, **by)
        done = {"created": made.created, "unchanged": made.unchanged}
        messages.success(request, _("%(created)s new, %(unchanged)s unchanged.") % done)
        return made

    form = MeasurementsFileForm(request.POST or None, request.FILES or None)
    return _decide(request, contract, form, act, _("Measurements from a file"))


@require_POST
@needs(Verb.CHANGE, "penalty")
def assess_measured(request: Request, pk: int) -> HttpResponse:
    measured = get_object_or_404(Measured.objects.select_related("clause__contract"), pk=pk)
    contract = contract_of(request, measured.clause.contract_id, Verb.CHANGE, "penalty")
    by: dict[str, Any] = {"day": contract.day_of(request.now), "actor": request.actor, "at": request.now}
    return _assessed(request, measuring.assess_measured(measured, reason=_("Assessed to today"), **by))


@require_POST
@needs(Verb.CHANGE, "penalty")
def assess_absence(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(KeyPerson.objects.select_related("contract", "clause__contract"), pk=pk)
    contract = contract_of(request, person.contract_id, Verb.CHANGE, "penalty")
    by: dict[str, Any] = {"day": contract.day_of(request.now), "actor": request.actor, "at": request.now}
    return _assessed(request, measuring.assess_absence(person, reason=_("Assessed to today"), **by))


def _assessed(request: Request, made: Penalty) -> HttpResponse:
    messages.success(request, _("The penalty is assessed and its derivation kept."))
    return redirect("contracts:penalty", made.pk)


def _decide(request: Request, contract: Contract, form: Any, act: Any, heading: str) -> HttpResponse:
    back = reverse("contracts:contract", args=[contract.pk]) + "#occurrences"
    return decision(request, form, act, done=_("Recorded."), back=back, context={"heading": heading, "contract": contract})
