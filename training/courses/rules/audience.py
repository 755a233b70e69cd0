"""Whether a course is for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of an audience; empty fields fit everybody."""

    job_role: str = ""
    crm_role: str = ""
    experience: str = ""
    trainers: bool = False


def fits(line: Line, *, job_role: str, crm_role: str, experience: str = "", trainer: bool = False) -> bool:
    """A line for trainers fits trainers only. What is not known of a person (an empty value) fits no line that asks for it."""
    if line.trainers:
        return trainer
    told = ((line.job_role, job_role), (line.crm_role, crm_role), (line.experience, experience))
    return any(wanted for wanted, _is in told) and all(wanted in ("", held) for wanted, held in told)


def needed(lines: Iterable[Line], *, job_role: str, crm_role: str, experience: str = "", trainer: bool = False) -> bool:
    """Whether any line fits. A course without lines is for nobody in particular: who likes may come."""
    return any(fits(line, job_role=job_role, crm_role=crm_role, experience=experience, trainer=trainer) for line in lines)
