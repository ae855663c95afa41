"""The error of a query, made to help whoever typed it."""


class QueryError(ValueError):
    """A query that cannot be understood.

    Attributes:
        column: Where, in characters from 1.
        reason: What is wrong, in a clause.
        suggestion: What to write instead, in a clause.
    """

    def __init__(self, column: int, reason: str, suggestion: str) -> None:
        super().__init__(f"column {column}: {reason}; {suggestion}")
        self.column = column
        self.reason = reason
        self.suggestion = suggestion


def cut(text: str) -> str:
    """Shorten what is quoted back."""
    return text if len(text) <= 40 else text[:39] + "…"
