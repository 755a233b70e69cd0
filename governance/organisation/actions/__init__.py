"""The only code that changes the organisation."""
