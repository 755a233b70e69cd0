"""A template and its figures to paper, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from governance.core.documents.models import Snapshot
from governance.core.documents.typesetting import PAPER, pdf_from_html

# As HTML and PDF name the languages.
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def render_pdf(template: str, context: Mapping[str, Any], language: str, *, snapshot: Snapshot | None = None) -> bytes:
    """The template, which extends `core/paper.html`, as a tagged PDF in that language.

    With a snapshot its hash is printed on the last page and becomes the file's id: the same snapshot gives the same bytes.
    """
    return pdf_from_html(html_for(template, context, language, snapshot=snapshot), identifier=snapshot.sha256 if snapshot else "")


def html_for(template: str, context: Mapping[str, Any], language: str, *, snapshot: Snapshot | None = None) -> str:
    """The document's HTML. Times are printed in the product's zone, whoever asks."""
    values: dict[str, Any] = {**context, "language": language, "lang": TAGS.get(language, language), "snapshot": snapshot}
    if snapshot is not None:
        values["hash_parts"] = [snapshot.sha256[start : start + 8] for start in range(0, 64, 8)]
        values["verify_address"] = settings.SITE_URL + reverse("core:verify")
        values["made"] = snapshot.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with translation.override(language), timezone.override(timezone.get_default_timezone()):
        return render_to_string(template, values)


__all__ = ["PAPER", "html_for", "pdf_from_html", "render_pdf"]
