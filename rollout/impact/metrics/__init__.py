"""The figures of this room, one module per subject."""

from rollout.impact.metrics import customers, joined, offices, people


def register_all() -> None:
    """Called once when the room is ready."""
    for module in (customers, joined, offices, people):
        module.register()
