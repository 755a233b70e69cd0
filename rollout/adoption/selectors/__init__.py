"""Reads that cross tables."""

from rollout.adoption.selectors.own import own_scores

__all__ = ["own_scores"]
