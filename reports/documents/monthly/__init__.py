"""The executive report made by itself every month and mailed to those whom the sponsor names."""
