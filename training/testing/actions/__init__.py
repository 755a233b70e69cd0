"""The only code that changes the bank, papers, attempts and results: one module per subject."""
