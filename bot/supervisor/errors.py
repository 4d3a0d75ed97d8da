"""Why something that Dialtone needs beside itself could not be started, and what to do about it."""


class CannotStart(Exception):
    """`what` went wrong, and `advice` for the person at the keyboard; both without secrets."""

    def __init__(self, what: str, *, advice: str) -> None:
        super().__init__(f"{what}\n{advice}")
        self.what = what
        self.advice = advice
