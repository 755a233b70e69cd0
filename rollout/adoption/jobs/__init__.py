"""Background jobs of this room; importing the package registers them."""

from rollout.adoption.jobs import imports, own, recompute, sources  # noqa: F401
