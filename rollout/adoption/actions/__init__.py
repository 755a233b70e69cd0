"""What changes state in this room."""
