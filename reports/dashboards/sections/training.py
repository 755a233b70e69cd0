"""Who is cleared for the CRM, who passed, what runs out, who works without clearance. Small groups are concealed as everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from governance.core.metrics import Subject, SubjectKind
from reports.dashboards.sections.asked import Asked, Facts, texts
from reports.dashboards.sections.measured import measured
from rollout.staging import selectors as staging

CLEARED = "clearance.cleared_share"
LEARNT = ("training.attended", "training.pass_rate")
SIGNED = ("policies.signed_share",)
COUNTS = ("clearance.certificates_expiring", "clearance.access_without_clearance")


def facts(asked: Asked) -> Facts | None:
    """The programme's figures and each office's share of the cleared, all from the registry."""
    whole = programme(asked)
    if whole is None:
        return None
    placed = sorted(staging.office_waves(asked.known_at))
    shares = measured(CLEARED, [whole, *(Subject(SubjectKind.OFFICE, office) for office in placed)], asked)
    figures = {CLEARED: shares[whole]} if whole in shares else {}
    figures |= figures_of((*LEARNT, *SIGNED, *COUNTS), asked)
    if nothing_told(figures, (CLEARED, *LEARNT, *SIGNED)):
        return None
    return {
        "figures": figures,
        "offices": [
            {"id": office, "name": texts(asked.offices[office]), **shares[Subject(SubjectKind.OFFICE, office)]}
            for office in placed
            if Subject(SubjectKind.OFFICE, office) in shares and shares[Subject(SubjectKind.OFFICE, office)]["value"] is not None
        ],
    }


def programme(asked: Asked) -> Subject | None:
    found = staging.programme()
    return Subject(SubjectKind.PROGRAMME, found.pk) if found else None


def figures_of(codes: Iterable[str], asked: Asked) -> Facts:
    """The programme's figures of these codes that the reader may see."""
    whole = programme(asked)
    told = {code: measured(code, [whole], asked) for code in codes} if whole else {}
    return {code: found[whole] for code, found in told.items() if whole in found}


def nothing_told(figures: Facts, shares: Iterable[str]) -> bool:
    return all(figures[code]["value"] is None for code in shares if code in figures)


def learnt(asked: Asked) -> Facts | None:
    """Who attended and who passed: the part of the sponsor's page that reads courses and tests."""
    figures = figures_of(LEARNT, asked)
    return None if nothing_told(figures, LEARNT) else {"figures": figures}


def cleared(asked: Asked) -> Facts | None:
    """Who signed and who is cleared: the part of the sponsor's page that reads policies and clearance."""
    figures = figures_of((CLEARED, *SIGNED, *COUNTS), asked)
    return None if nothing_told(figures, (CLEARED, *SIGNED)) else {"figures": figures}
