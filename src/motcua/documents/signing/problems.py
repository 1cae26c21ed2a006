"""What may keep a signature from being made: what mends itself and is tried again, and what needs somebody."""

from motcua.documents.rules.signing import Problem


class CannotSign(Exception):
    """`detail` is for the log: names of files and servers, never a value of the paper."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem.value)
        self.problem = problem
