"""The figures of this room, one module per subject; each registers its own."""
