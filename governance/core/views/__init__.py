"""Pages of the ground floor: language and theme, the design page, the metric pages."""
