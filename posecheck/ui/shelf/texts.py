"""What the pages of the library say; the same rules hold as for ``posecheck.ui.texts``."""

from __future__ import annotations

from datetime import date, datetime

# Opening

TITLE = "Library"
NOT_OPEN = "The library is not open: open it on its page first."
FIRST = (
    "A library keeps the recordings of the people you work with: by client and by date, with your notes, with what has "
    "changed since, and with reports to print. It is a folder of this computer; nothing leaves it."
)
FIRST_PLACE = "It will lie in {folder}. Another place: stop posecheck and set POSECHECK_LIBRARY to it."
FIRST_PASSPHRASE = (
    "With a passphrase, recordings, names and notes are sealed on the disk. Without it nobody can read them any more, "
    "you neither: write it down in a safe place. It can also be set later."
)
LOCKED = "The library in {folder} is sealed: give its passphrase to open it."
OPENING = {
    "start": "Start a library",
    "passphrase": "Passphrase",
    "optional": "Passphrase, if you want one",
    "again": "The passphrase once more",
    "unlike": "The two passphrases are not the same: type them again.",
    "open": "Open",
    "lock": "Lock now",
}
PLACE = {True: "In {folder}, sealed with a passphrase.", False: "In {folder}, without a passphrase."}

# Overview

CLIENTS = "Clients"
SEARCH = "Search by name or tag"
TAGS = "Tags"
NO_CLIENTS = "No client yet: add the first one, then hand in their recordings."
NONE_FOUND = "No client is called so."
SHOW_ALL = "Show all {count}"
WORKLIST = "To look through"
WORKLIST_DONE = "Everything that was analysed has been looked through."
QUEUE = "Being analysed"
RETRY = "Try failed ones again"
DUE = "Kept long enough"
DUE_HINT = (
    "You said that these are to be kept until a day that has passed. Nothing is deleted by itself: decide for each."
)
SETTINGS = "Practice and passphrase"

# A client's data

NEW_CLIENT = "New client"
CLIENT = {
    "name": "Name, initials or a code",
    "name_help": "Whatever tells this client from the others; nothing more is needed.",
    "tags": "Tags",
    "tags_help": "Words of your own to find clients by.",
    "consent_note": "What was agreed to",
    "consent_help": "For example: recordings for our work together, shown to nobody else.",
    "consent_on": "Agreed on",
    "keep_until": "Keep until",
    "keep_help": "After this day the library asks whether to delete everything about this client.",
    "save": "Save",
    "change": "Change",
}
CONSENT = "Agreed on {on}: {note}"
NO_CONSENT = "No consent is noted yet."
KEEP = "To be kept until {on}."
KEEP_PASSED = "Was to be kept until {on}: delete it below, or set another day."

# A client's recordings

ADD_FOLDER = "From a folder of this computer"
FOLDER = "Path of a file or folder"
TAKE_IN = "Take in"
FOLDER_IN_PLACE = "Leave the files where they are"
FOLDER_IN_PLACE_HELP = "The library then only remembers where they lie; a file that is moved away can't be played."
VIEWS = {"recordings": "Recordings", "dates": "Over dates", "compare": "Before and after", "data": "Export and delete"}
NO_RECORDINGS = "No recording yet: choose recordings above, or drop them there."
NOTHING_YET = "Nothing has been measured yet."
STATES = {"waiting": "waits to be analysed", "running": "is analysed", "failed": "could not be analysed"}
REVIEWED = "✓ looked through"
TO_REVIEW = "● to look through"
CORRECTED = "✎ corrected by hand"
BEST_WORST = {"best": "Best moment", "worst": "Furthest off"}
NOT_HELD = "no pose held still"

# Over dates

DATE = "Date"
SIDE = "Side"
VALUE = "Value"
POSE = "Pose"
TILT = "Camera tilt, degrees"
DATES_TABLE = "As a table"
PICTURES = "Pictures"
FIRST_TO_LAST = "from {first} to {last}"
SINCE_BEFORE = "since {first}"
SIDES = "Left against right, {on}"
ONE_DATE = "One date so far: there is nothing to compare yet."
WITHOUT_CHANGE = "no change beyond the margin"

# Compare

COMPARE_NEEDS = "Two analysed recordings are needed: hand in another one."

# A client's end

EXPORT = "Everything about this client"
EXPORT_HINT = (
    "One archive (.zip) with recordings, landmarks, results, notes, corrections and consent, and a list of all its "
    "files with their SHA-256. The archive is not sealed: keep it as carefully as the library."
)
EXPORT_SAVE = "Save the archive"
DELETE = "Delete this client"
DELETE_HINT = (
    "Removes {name} with {count} recordings, results, pictures and notes from the library, for good. Files that were "
    "left where they are stay there. Afterwards you get a receipt that says what was removed."
)
DELETE_TYPE = "Type {name} to delete everything"
DELETE_UNLIKE = "That is not the name: nothing was deleted."
DELETE_DO = "Delete for good"
RECEIPT = "Deleted"
RECEIPT_TOLD = "{rows} entries and {files} files ({size}) were removed on {at}."
RECEIPT_LEFT = "{count} recordings were only referenced: their files are still where they were."
RECEIPT_CLEAN = "✓ Searched afterwards: nothing of this client is left in the library."
RECEIPT_TRACES = "■ Something is still there: {where}."
RECEIPT_SAVE = "Save the receipt (JSON)"

# Recording

BACK = "← {name}"
MARK_REVIEWED = "Mark as looked through"
UNMARK_REVIEWED = "Looked through ✓ (take back)"
NOTES = "Notes"
NOTE_HERE = "Note at {time}"
NOTE_WHOLE = "Note on the whole recording"
NOTE_PLACEHOLDER = "What you saw, or agreed on"
NOTE_ADD = "Add"
NOTE_GO = "Go to {time}"
NOTE_DELETE = "Delete the note"
NOTE_NONE = "No note yet. Stop at a moment and choose “Note this moment”, or write about the whole recording."
CORRECTIONS = "Corrected by hand"
CORRECTION = "{landmark} at {time}: from {before} to {after} px, {when}{by}"
CORRECTION_UNDONE = "~~{told}~~  undone {when}{by}"
UNDO = "Undo"
UNSEEN = "not seen"
DETAILS = "About the recording"
FILMED_ON = "Filmed on"
RENAME = "Name"
MADE_BY = "Analysed {when} by posecheck {version}. {size}, {kept}. SHA-256 {sha256}."
KEPT = {"copied": "copied into the library", "referenced": "left where it is"}
REMOVE = "Delete this recording"
REMOVE_SURE = "Delete for good"
AGAIN = "Analyse again"
AGAIN_HINT = "The recording is looked at anew; what was found until now stays until that is done."
AGAIN_DO = "Analyse again"
AGAIN_MIRRORED = "The picture is a mirror image (a selfie app stored it so)"
AGAIN_FRAMES = "Look at every frame (slower, a little surer)"
AS_FOUND = "as found"
REPORTS = "Report"
REPORTS_HINT = (
    "A page for each pose held on that day, with pictures, margins, the course over dates, notes and corrections."
)
REPORT_FORM = "Form of the report"
REPORT_BLUR = "Hide faces"
REPORT_PAPER = "Paper"
PAPERS = {"a4": "A4", "letter": "US letter"}
REPORT_SAVE = "Save as {form}"
REPORT_MOMENTS = "Each moment (CSV)"
GONE = "This is no longer in the library."
FILE_GONE = "The file was left in {place} and is no longer there: what was found can still be read."

# Practice

PRACTICE = "Practice"
PRACTICE_NAME = "Name, as it stands on reports"
PRACTICE_LOGO = "Logo (PNG or JPEG)"
PRACTICE_NO_LOGO = "Remove the logo"
PASSPHRASE_SET = "Set a passphrase"
PASSPHRASE_CHANGE = "Change the passphrase"
PASSPHRASE_REMOVE = "Remove the passphrase"
PASSPHRASE_NEW = "New passphrase"
PASSPHRASE_WAIT = "Everything is rewritten: this takes a while, and no recording is analysed meanwhile."
PASSPHRASE_DONE = "Done."
PASSPHRASE_ELSEWHERE = (
    "Who runs this posecheck sets the passphrase on its own machine, with posecheck library passphrase."
)


def day(on: date) -> str:
    """A date, as it is read."""
    return f"{on.day} {on:%B %Y}"


def moment(at: datetime) -> str:
    """A time, as it is read at this machine."""
    here = at.astimezone()
    return f"{day(here.date())}, {here:%H:%M}"


def size(count_bytes: int) -> str:
    """A size in bytes, as it is read."""
    return f"{count_bytes / 1e6:.1f} MB" if count_bytes < 1e9 else f"{count_bytes / 1e9:.2f} GB"


def begun(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


def client_line(name: str, recordings: int, last: date | None, unreviewed: int, tags: tuple[str, ...]) -> str:
    """A client in a list, as Markdown."""
    told = ["no recording yet" if not recordings else f"{recordings} recording{'s' if recordings > 1 else ''}"]
    if last:
        told.append(f"last {day(last)}")
    parts = [f"**{name}** · " + ", ".join(told)]
    if unreviewed:
        parts.append(f":orange-badge[● {unreviewed} to look through]")
    return "  ".join([*parts, *(f":gray-badge[{tag}]" for tag in tags)])


def taken_in(new: int, known: int) -> str:
    """What became of files that were brought in."""
    told = f"{new} recording{'' if new == 1 else 's'} taken in"
    return told + (
        f"; {known} with the same content {'was' if known == 1 else 'were'} there already." if known else "."
    )


def already(name: str, client: str) -> str:
    """That a recording was there before."""
    return f"{name} is in the library already, with {client}: nothing was stored twice."


def clock(time_s: float) -> str:
    """A moment of a recording: minutes, seconds and tenths."""
    tenths = int(time_s * 10.0 + 1e-6)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"
