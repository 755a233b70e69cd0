"""File formats of this room: milestones as tables, as Open Contracting (OCDS) JSON, as project XML (MSPDI). Reading and writing; pure."""

from governance.contracts.formats.rows import MilestoneRow, Unreadable

__all__ = ["MilestoneRow", "Unreadable"]
