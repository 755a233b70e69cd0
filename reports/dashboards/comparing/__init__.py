"""Two instants beside each other: what the record told at each, what of it changed, and what was recorded in between."""
