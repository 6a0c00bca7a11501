"""Errors that a person can do something about.

::

    TriageError
    ├── InputError              text, file or row that cannot be used
    │   └── RuleFileError       a file below rules/: file, line, column, expected form
    ├── NotFoundError           no such thing, or not for this actor
    ├── NotPermittedError       the actor's role does not allow it
    ├── ActionNotAllowedError   not in this state
    │   └── GateClosedError     a hand-off gate is closed
    ├── StaleCaseError          somebody else changed it first
    ├── ArtefactError           a model file is damaged or foreign
    └── SettingsError           an environment variable or folder is unusable

Each error carries a code and values; its Chinese sentence stands in ``rules/wording.yaml`` under ``errors.<code>``.
Errors met while ``rules/`` itself is loaded are worded by ``triage/errors_zh.py``.
"""


class TriageError(Exception):
    """A failure with a code and values, worded elsewhere.

    Args:
        code: key of the sentence, without the ``errors.`` prefix.
        values: what the sentence names; never a person's words or personal data.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.code}({shown})"


class InputError(TriageError):
    """Text, file or row that cannot be used."""


class RuleFileError(InputError):
    """A file below ``rules/`` that cannot be read or breaks the schema.

    Args:
        file: path as the reviewer knows it, relative to the rules folder.
        line, column: 1-based place of the fault; 1 and 1 for a whole-file fault.
        code: key of the sentence in ``errors_zh.py``.
    """

    def __init__(self, code: str, *, file: str, line: int = 1, column: int = 1, **values: object) -> None:
        super().__init__(code, file=file, line=line, column=column, **values)
        self.file, self.line, self.column = file, line, column


class NotFoundError(TriageError):
    """No such thing, or nothing this actor may know of: the two look the same on purpose."""


class NotPermittedError(TriageError):
    """The actor's role does not allow the action."""


class ActionNotAllowedError(TriageError):
    """The action is not possible in the present state; ``values["allowed"]`` names what is."""


class GateClosedError(ActionNotAllowedError):
    """A hand-off gate is closed; ``values["gates"]`` lists the closed gates."""


class StaleCaseError(TriageError):
    """Somebody else changed the case first."""


class ArtefactError(TriageError):
    """A model file is missing, damaged or does not fit its metadata."""


class SettingsError(TriageError):
    """An environment variable or a folder cannot be used."""
