"""The document kit: figures frozen as one JSON with its SHA-256, rendered to tagged PDF, kept and verifiable.

A room freezes with `freeze()`, renders its own template with `render_pdf()`, keeps the result with `keep()`.
"""
