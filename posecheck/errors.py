"""Every error that posecheck raises on purpose.

    PosecheckError               something a user can act on; the message says how
    ├── InputError               what was asked for cannot be done: a wrong option, pose, side or number
    │   ├── MediaError           a video or picture cannot be read
    │   └── RecordingError       a landmark recording cannot be read
    ├── ModelError               the landmark model is missing, damaged or not a model
    ├── MissingLibraryError      a library of the operating system is missing
    ├── LandmarkerError          the landmarker was used after closing, from another process, out of order, ...
    ├── OutputError              a result file cannot be written
    └── LibraryError             the library cannot be used as it was asked
        ├── NotFoundError        there is no such client, recording, note, ...
        └── PassphraseError      it is sealed, and the passphrase is missing or another one

A programmer's mistake (a wrong shape, a wrong type) is a ``ValueError`` or ``TypeError`` instead.
Unknown data is never an error: it is NaN, and the verdict "can't tell".
"""


class PosecheckError(Exception):
    """Base of all errors whose message is written for the user: one sentence that says what to do."""


class InputError(PosecheckError):
    """What was asked for cannot be done as it was asked."""


class MediaError(InputError):
    """A video or picture cannot be read."""


class RecordingError(InputError):
    """A landmark recording cannot be read."""


class ModelError(PosecheckError):
    """The landmark model is missing, damaged, or not a pose landmark model."""


class MissingLibraryError(PosecheckError):
    """A library of the operating system that a dependency needs is not installed."""


class LandmarkerError(PosecheckError):
    """The landmarker cannot answer: closed, wrong process, times out of order, unusable frame."""


class OutputError(PosecheckError):
    """A result file cannot be written."""


class LibraryError(PosecheckError):
    """The library of clients and recordings cannot be used, or not as it was asked."""


class NotFoundError(LibraryError):
    """The library has nothing of that id that belongs to this owner."""


class PassphraseError(LibraryError):
    """The library is sealed, and its passphrase is missing or another one."""
