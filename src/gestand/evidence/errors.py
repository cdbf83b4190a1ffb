"""What can go wrong with evidence: one base class, with the sentence and what to do about it."""


class EvidenceError(Exception):
    """Evidence that can't be written, read or believed.

    `message` is one lowercase sentence that says what is wrong, `help` one that says what to do. Neither ever holds
    the identifier of a person (NO-TRACE).
    """

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message, help)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message


class EncodingError(EvidenceError):
    """Base64, a number or a line that is not spelled the one way it may be spelled."""


class ProofError(EvidenceError):
    """A hash, or an inclusion or consistency proof, that does not add up."""


class NoteError(EvidenceError):
    """A signed note, a checkpoint or a vkey that is malformed, or not signed as it must be."""


class EntryError(EvidenceError):
    """An entry that the format does not allow."""


class ClockError(EvidenceError):
    """An entry that is earlier than the one before it."""


class KeyFileError(EvidenceError):
    """A key file that is missing, unsafe or damaged."""


class LogError(EvidenceError):
    """The log in the database can't be added to, or does not hold what was asked for."""


class ReceiptError(EvidenceError):
    """A receipt that can't be written, or does not prove anything."""


class PublishError(EvidenceError):
    """The log can't be published into this directory."""
