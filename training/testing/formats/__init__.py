"""Question files: GIFT, Aiken and Moodle XML, read and written."""
