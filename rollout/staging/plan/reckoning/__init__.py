"""What is reckoned from dates alone: slip, load, and when the last office goes live. Pure. See docs/algorithms/forecast.md."""
