"""The walk over every page of the product, in a real browser."""
