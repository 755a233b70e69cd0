"""Background jobs of this room; importing the package registers them."""

from rollout.adoption.jobs import imports, recompute  # noqa: F401
