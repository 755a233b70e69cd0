"""A clause that cannot be evaluated refuses, naming the parameter; it never answers zero instead."""

from governance.core.errors import InvalidInput, Text


class CannotEvaluate(InvalidInput):
    """`parameter` is the clause parameter or fact that is missing or contradictory."""

    def __init__(self, parameter: str, message: Text) -> None:
        super().__init__(message, fields={parameter: message})
        self.parameter = parameter
