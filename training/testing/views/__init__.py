"""Pages of the bank and of tests: one module per subject."""
