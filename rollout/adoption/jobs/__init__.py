"""Background jobs of this room; importing the package registers them."""

from rollout.adoption.jobs import recompute  # noqa: F401
