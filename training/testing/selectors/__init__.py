"""Reads for this room and those above: papers of courses, who passed what, where somebody stands."""

from training.testing.selectors.standings import Passed, papers_of, passes, percents, standings

__all__ = ["Passed", "papers_of", "passes", "percents", "standings"]
