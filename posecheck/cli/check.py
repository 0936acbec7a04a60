"""``posecheck check``: each file to an answer on the terminal and to the result files asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.interrupt import ended, raise_pressed
from posecheck.cli.report import Paper, check_paper, run_report
from posecheck.errors import InputError, PosecheckError

if TYPE_CHECKING:
    from rich.console import Console

    from posecheck.api import Checked, Progress
    from posecheck.parts import Parts

    #: The title of a work to what its progress is reported to.
    Steps = Callable[[str], AbstractContextManager[Progress]]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, the same for each file."""

    pose: str | None
    side: str | None
    camera_roll_deg: float | None
    model: Path | None
    every_frame: bool
    native_log: bool
    own_tadasana: Path | None = None
    mirrored: bool = False
    paper: Paper = Paper()  # noqa: RUF009  # frozen


@dataclass(frozen=True, slots=True)
class Outputs:
    """The result files asked for, as they were named; None not asked for."""

    json: str | None
    csv: str | None
    video: str | None
    landmarks: str | None
    report: str | None = None

    @property
    def printing(self) -> bool:
        """Whether the JSON goes to stdout."""
        return self.json == "-"

    def of(self, file: Path, several: bool, alone: bool) -> dict[str, Path]:
        """Kind to path for one source file; ``alone`` when no other source shares its name without ending."""
        from posecheck.report.files import names_folder

        endings = {"json": ".json", "csv": ".csv", "video": ".mp4", "landmarks": ".npz", "report": ".pdf"}
        named = {kind: getattr(self, kind) for kind in endings if getattr(self, kind) is not None}
        paths = {}
        for kind, name in named.items():
            if kind == "json" and self.printing:
                continue
            path, folder = Path(name), names_folder(name)
            if several and not folder:
                raise InputError(f"With several files, --{kind} must name a folder that exists, not {name}.")
            paths[kind] = path / ((file.stem if alone else file.name) + endings[kind]) if folder else path
        return paths


def run_check(files: list[Path], request: Request, outputs: Outputs, jobs: int = 1) -> int:
    """Checks all files, ``jobs`` at once; one that fails does not stop the others.

    Returns:
        The exit code: 0, 2 when a file failed, 130 when stopped by Ctrl-C.

    Raises:
        InputError: the options can't be used, whatever the files hold.
    """
    from rich.console import Console

    from posecheck import words
    from posecheck.api import open_session
    from posecheck.cli import screen
    from posecheck.cli.heap import share_heap
    from posecheck.media.model import read_model

    share_heap()
    open_session(request.pose, request.side, request.camera_roll_deg)
    if request.model:
        read_model(request.model)
    check_paper(request.paper)
    several = len(files) > 1
    if several and outputs.printing:
        raise InputError("--json - prints the result of one file: name a folder for several.")
    stems = [file.stem for file in files]
    targets = [outputs.of(file, several, stems.count(file.stem) == 1) for file in files]
    _check_targets([*files, request.own_tadasana] if request.own_tadasana else files, targets)
    own = _own_tadasana(request)
    console = Console(stderr=outputs.printing, highlight=False)
    kept = _kept(files)
    works: list[Callable[[Steps], Checked]] = [
        partial(_check_one, file, request, paths, outputs.printing, own, parts)
        for file, paths, parts in zip(files, targets, kept, strict=True)
    ]
    failed = 0
    with _results(works, jobs) as results:
        for file, paths, parts, result in zip(files, targets, kept, results, strict=True):
            try:
                checked = result()
            except PosecheckError as error:
                failed += 1
                print(f"{file.name}: {error}" if several else error, file=sys.stderr)
                continue
            except KeyboardInterrupt:
                return ended(words.stopped(file.name, parts.until_s))
            if several:
                screen.print_line(console, checked)
            else:
                screen.print_tables(console, checked)
                _print_written(console, paths)
    return 2 if failed else 0


def _kept(files: list[Path]) -> list[Parts]:
    """What keeps the finished parts of each file, should the work be cut short."""
    from posecheck import words
    from posecheck.cache import default_folder, remove_old
    from posecheck.parts import Parts

    def say(file: Path, time_s: float) -> None:
        print(words.resumed(file.name, time_s), file=sys.stderr)

    folder = default_folder()
    remove_old(folder)
    return [Parts(folder, on_resume=partial(say, file)) for file in files]


@contextmanager
def _results(works: list[Callable[[Steps], Checked]], jobs: int) -> Iterator[Iterator[Callable[[], Checked]]]:
    """What each work gives, in their order: one after the other, or ``jobs`` at once."""
    if jobs <= 1 or len(works) <= 1:
        yield (partial(work, progress) for work in works)
        return

    from posecheck.cli.team import team

    def quietly(work: Callable[[Steps], Checked], step: Progress) -> Checked:
        return work(lambda title: nullcontext(step))

    with (
        progress(f"Checking {len(works)} files") as step,
        team([partial(quietly, work) for work in works], jobs, step) as futures,
    ):
        yield (futures.pop(0).result for _ in works)


def _check_targets(files: list[Path], targets: list[dict[str, Path]]) -> None:
    from posecheck.report.files import check_target
    from posecheck.report.formats import ending_of

    sources = {os.path.realpath(file) for file in files}
    taken: set[str] = set()
    for paths in targets:
        for kind, path in paths.items():
            real = os.path.realpath(path)
            if real in sources:
                raise InputError(f"--{kind} would overwrite {path}, which is to be checked: name another file.")
            if real in taken:
                raise InputError(f"Two results would be written to {path}: give each its own name.")
            taken.add(real)
            check_target(path)
            if kind == "report":
                ending_of(path)


def _own_tadasana(request: Request) -> Checked | None:
    """The person's own Tadasana, looked at once for all files; None not asked for."""
    from posecheck.api import check_file

    if request.own_tadasana is None:
        return None
    with progress(f"Checking {request.own_tadasana.name}") as step:
        return check_file(request.own_tadasana, model=request.model, on_progress=step, native_log=request.native_log)


def _check_one(
    file: Path,
    request: Request,
    paths: dict[str, Path],
    printing: bool,
    own: Checked | None,
    parts: Parts,
    steps: Steps,
) -> Checked:
    from posecheck.api import check_file

    if "video" in paths and file.suffix.lower() == ".npz":
        raise InputError(f"{file.name} holds landmarks and no picture to draw on: leave out --video.")
    with steps(f"Checking {file.name}") as step:
        checked = check_file(
            file,
            pose=request.pose,
            side=request.side,
            camera_roll_deg=request.camera_roll_deg,
            model=request.model,
            every_frame=request.every_frame,
            on_progress=step,
            native_log=request.native_log,
            own_tadasana=own,
            mirrored=request.mirrored,
            parts=parts,
        )
    _write(checked, paths, printing, steps)
    if "report" in paths:
        run_report(checked, paths["report"], request.paper, _set(request))
    parts.remove()
    return checked


def _set(request: Request) -> tuple[tuple[str, str], ...]:
    """What was set by hand instead of found: name and value, as a report tells them."""
    from posecheck.report.words import SET

    roll = None if request.camera_roll_deg is None else f"{request.camera_roll_deg:g}°"
    found = {SET["pose"]: request.pose, SET["side"]: request.side, SET["tilt"]: roll}
    return tuple((name, value) for name, value in found.items() if value is not None)


def _write(checked: Checked, paths: dict[str, Path], printing: bool, steps: Steps) -> None:
    from posecheck.body.recording import write_recording
    from posecheck.report.files import write_text, write_whole
    from posecheck.report.results import to_json
    from posecheck.report.tables import to_csv

    if printing:
        print(to_json(checked), end="", flush=True)
    elif "json" in paths:
        write_text(paths["json"], to_json(checked))
    if "csv" in paths:
        write_text(paths["csv"], to_csv(checked))
    if "landmarks" in paths:
        write_whole(paths["landmarks"], lambda stream: write_recording(stream, checked.recording))
    if "video" in paths:
        from posecheck.media.annotate import annotate

        with steps(f"Drawing {paths['video'].name}") as step:
            recording, target = checked.recording, paths["video"]
            annotate(
                checked.path, target, checked.summary, recording.clip, mirrored=recording.unmirrored, on_progress=step
            )


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A bar on stderr with the time left, where stderr is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    title_column = TextColumn("{task.description}", markup=False)  # a file's name may look like markup
    columns = (title_column, BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def step(done_s: float, total_s: float | None) -> None:
            raise_pressed()
            bar.update(task, completed=done_s, total=total_s)

        yield step


def _print_written(console: Console, paths: dict[str, Path]) -> None:
    for kind, path in paths.items():
        console.print(f"{kind:<10}{path}", markup=False, soft_wrap=True)
