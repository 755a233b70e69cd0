"""The demo company: generated from a seed, and brought in through the product's own actions and imports.

What is made up (`geography`, `names`, `plan`, `staff`, `usage`) is pure; `build` lets the product take it in.
"""
