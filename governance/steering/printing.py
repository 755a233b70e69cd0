"""The signed charter on paper, from what was frozen at the signing. Names are found when it is printed and are not frozen."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from governance.core.documents.pdf import render_pdf
from governance.core.roles import Role
from governance.steering.chartering import part_names
from governance.steering.matters import Matter
from governance.steering.models import CharterSigning
from governance.steering.naming import recorded_officers
from governance.steering.showing import quorum_words


def charter_pdf(signing: CharterSigning, language: str) -> bytes:
    figures = signing.snapshot.figures
    members = [one["person"] for committee in figures["committees"] for one in committee["members"]]
    with translation.override(language):
        people = recorded_officers([figures["signed_by"], *members, *(row.get("person", "") for row in figures["authorities"])])
        context = {
            "charter": signing.charter,
            "signing": signing,
            "signed_by": people.get(figures["signed_by"], figures["signed_by"]),
            "parts": [(part, label, figures[part][language].splitlines()) for part, label in part_names().items()],
            "authorities": [of_matter(row, people, language) for row in figures["authorities"]],
            "committees": [of_committee(one, people, language) for one in figures["committees"]],
        }
    return render_pdf("steering/charter_paper.html", context, language, snapshot=signing.snapshot)


def of_matter(row: dict[str, Any], people: dict[str, str], language: str) -> tuple[str, str, str]:
    """Matter, who decides it, in which role."""
    matter = str(Matter(row["matter"]).label)
    if "committee" in row:
        return matter, row["committee"][language], ""
    return matter, people.get(row["person"], row["person"]), str(Role(row["role"]).label)


def of_committee(one: dict[str, Any], people: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "name": one["name"][language],
        "quorum": quorum_words(one["quorum_kind"], one["quorum_value"]),
        "casting_vote": one["casting_vote"],
        "members": [(people.get(member["person"], member["person"]), member["chair"], member["votes"]) for member in one["members"]],
    }
