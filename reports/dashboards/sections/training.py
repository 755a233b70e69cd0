"""Who is cleared for the CRM, who passed, what runs out, who works without clearance. Small groups are concealed as everywhere."""

from __future__ import annotations

from governance.core.metrics import Subject, SubjectKind
from reports.dashboards.sections.asked import Asked, Facts, texts
from reports.dashboards.sections.measured import measured
from rollout.staging import selectors as staging

CLEARED = "clearance.cleared_share"
SHARES = ("training.attended", "training.pass_rate", "policies.signed_share")
COUNTS = ("clearance.certificates_expiring", "clearance.access_without_clearance")


def facts(asked: Asked) -> Facts | None:
    """The programme's figures and each office's share of the cleared, all from the registry."""
    programme = staging.programme()
    if programme is None:
        return None
    whole = Subject(SubjectKind.PROGRAMME, programme.pk)
    placed = sorted(staging.office_waves(asked.known_at))
    cleared = measured(CLEARED, [whole, *(Subject(SubjectKind.OFFICE, office) for office in placed)], asked)
    figures = {CLEARED: cleared[whole]} if whole in cleared else {}
    for code in (*SHARES, *COUNTS):
        if told := measured(code, [whole], asked):
            figures[code] = told[whole]
    if all(figures[code]["value"] is None for code in (CLEARED, *SHARES) if code in figures):
        return None
    return {
        "figures": figures,
        "offices": [
            {"id": office, "name": texts(asked.offices[office]), **cleared[Subject(SubjectKind.OFFICE, office)]}
            for office in placed
            if Subject(SubjectKind.OFFICE, office) in cleared and cleared[Subject(SubjectKind.OFFICE, office)]["value"] is not None
        ],
    }
