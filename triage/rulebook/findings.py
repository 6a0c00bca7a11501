"""A fault in the rules folder, with its place and a Chinese sentence."""

from dataclasses import dataclass
from enum import StrEnum

from triage.errors import RuleFileError
from triage.errors_zh import say


class Severity(StrEnum):
    """An error keeps the rulebook from loading; a warning does not; a notice is for whoever tidies up."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def as_error(self) -> RuleFileError:
        """The same fault as an exception."""
        return RuleFileError(self.code, file=self.file, line=self.line, column=self.column, message=self.message)


def finding(code: str, file: str, place: tuple[int, int] = (1, 1), **values: object) -> Finding:
    """An error at ``place`` (line, column) of ``file``, worded."""
    return Finding(file, *place, code, say(code, **values))


def warning(code: str, file: str, place: tuple[int, int] = (1, 1), **values: object) -> Finding:
    """As ``finding``, for what is worth a look but does no harm."""
    return Finding(file, *place, code, say(code, **values), Severity.WARNING)


def notice(code: str, file: str, place: tuple[int, int] = (1, 1), **values: object) -> Finding:
    """As ``finding``, for what could be tidied up."""
    return Finding(file, *place, code, say(code, **values), Severity.NOTICE)


def errors_among(findings: list[Finding]) -> list[Finding]:
    """Those that keep the rulebook from loading, in order of file and place."""
    return sorted(found for found in findings if found.severity is Severity.ERROR)
