"""Question files in and out: send in, look at what would happen, apply; download what the list shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import naming
from governance.core.errors import InvalidInput, NotFound
from governance.core.models import ImportBatch, ImportState
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from training.testing.access import shut
from training.testing.actions import question_files
from training.testing.formats import gift_writing, moodle_xml_writing
from training.testing.formats.opening import FORMATS
from training.testing.forms.question_files import QuestionFileForm
from training.testing.models import Question
from training.testing.selectors.unseen import unseen
from training.testing.views.bank import bank_table

WHAT = "question"
SHOWN = 200
WRITERS = {"gift": (gift_writing, "gift.txt", "text/plain"), "xml": (moodle_xml_writing, "xml", "application/xml")}


@needs(Verb.IMPORT, WHAT)
def upload(request: Request) -> HttpResponse:
    """The form, and what was sent in before."""
    form = QuestionFileForm(request.POST or None, request.FILES or None, initial={"language": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = question_files.receive(file, name=file.name, **form.options(), actor=request.actor, at=request.now)
            return redirect("testing:question_file", batch.pk)
        except InvalidInput as wrong:
            form.add_error("file", str(wrong.message))
    sent = ImportBatch.objects.filter(kind=question_files.KIND).order_by("-created_at", "-pk")[:10]
    names = naming.names([batch.username for batch in sent], request.actor)
    context = {"form": form, "sent": [(batch, names[batch.username]) for batch in sent]}
    return render(request, "testing/question_files.html", context, status=422 if form.errors else 200)


def batch_or_404(pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("attachment"), pk=pk, kind=question_files.KIND)


@needs(Verb.IMPORT, WHAT)
def file(request: Request, pk: int) -> HttpResponse:
    """What the file would do to the bank now, or what came of it."""
    batch = batch_or_404(pk)
    found = unseen(request.actor, request.now)
    if found.papers and batch.username != request.actor.username:
        raise shut(found)
    names = naming.names([batch.username, batch.applied_by or batch.username], request.actor)
    facts: list[tuple[str, object]] = [
        (_("Format"), FORMATS.get(batch.options.get("format", ""), "")),
        (_("Sent in by"), names[batch.username]),
    ]
    facts += [(_("Sent in"), batch.created_at)]
    facts += [(_("Applied by"), names[batch.applied_by]), (_("Applied"), batch.applied_at)] if batch.applied_at else []
    context: dict[str, Any] = {"batch": batch, "facts": facts}
    if batch.state == ImportState.PREVIEWED:
        made = question_files.reread(batch)
        if any(map(found.hides, Question.objects.filter(pk__in=[update.held.pk for update in made.updates]))):
            raise shut(found)
        context |= {
            "plan": made,
            "problems": made.problems[:SHOWN],
            "notes": made.notes[:SHOWN],
            "creates": made.creates[:SHOWN],
            "updates": made.updates[:SHOWN],
            "twin": ImportBatch.objects.filter(kind=batch.kind, sha256=batch.sha256, state=ImportState.APPLIED).exclude(pk=pk).first(),
        }
    return render(request, "testing/question_file.html", context)


@require_POST
@needs(Verb.IMPORT, WHAT)
def apply(request: Request, pk: int) -> HttpResponse:
    made = question_files.apply(batch_or_404(pk), actor=request.actor, at=request.now, reason=request.POST.get("reason", "")[:500])
    said = _("%(creates)s new, %(updates)s changed, %(unchanged)s as before. They are drafts until a second person activates them.")
    messages.success(request, said % made.counts)
    return redirect("testing:bank")


@needs(Verb.EXPORT, WHAT)
def export(request: Request, form: str) -> HttpResponse:
    """The questions that the list shows with the same filters, as a file that comes back the same."""
    if form not in WRITERS:
        raise NotFound(_("There is no such format."))
    writer, ending, media = WRITERS[form]
    found = question_files.found(bank_table(request).found)
    left_out = [one for one in found if writer.cannot_hold(one.question)]
    if left_out and "anyway" not in request.GET:
        why = [(one, writer.cannot_hold(one.question)) for one in left_out[:SHOWN]]
        context = {
            "left_out": why,
            "gone": len(left_out),
            "kept": len(found) - len(left_out),
            "format": FORMATS[form],
            "form": form,
            "query": request.GET.urlencode(),
        }
        return render(request, "testing/question_export.html", context)
    headers = {"Content-Disposition": f'attachment; filename="questions.{ending}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(writer.write(found), content_type=f"{media}; charset=utf-8", headers=headers)
