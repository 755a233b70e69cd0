"""The only code that changes state in this room."""
