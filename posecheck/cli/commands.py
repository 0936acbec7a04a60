"""The commands and their options. What they do stands in ``check``, ``listing`` and ``doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from posecheck.cli.library import app as library_app


class _Quick:
    """A command whose --help is off unless asked for: one left open is given to Pydantic, which takes long to load."""

    def get_help_option(self, context: Any) -> Any:
        option = super().get_help_option(context)  # type: ignore[misc]
        if option is not None:
            option.default = False
        return option


class _Group(_Quick, TyperGroup):
    """Commands."""


class _Command(_Quick, TyperCommand):
    """One without parameters."""


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Checks yoga poses with one camera: numbers, sides and honest margins, on your own machine.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from posecheck import __version__

        typer.echo(f"posecheck {__version__}")
        raise typer.Exit


app.add_typer(library_app, name="library")


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Nothing is done before a command."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Videos, pictures, or landmark recordings (.npz).")],
    pose: Annotated[
        str | None, typer.Option(help="The pose held; found out when left out. See 'posecheck poses'.")
    ] = None,
    side: Annotated[str | None, typer.Option(help="left or right: the standing, front or stretched leg.")] = None,
    json: Annotated[
        str | None, typer.Option(help="Write the result as JSON (a folder for several files; - prints it).")
    ] = None,
    csv: Annotated[
        str | None, typer.Option(help="Write one row per analysed frame (a folder for several files).")
    ] = None,
    video: Annotated[str | None, typer.Option(help="Write an annotated mp4 (a folder for several files).")] = None,
    landmarks: Annotated[
        str | None, typer.Option(help="Write the landmarks, to judge them again later (a folder for several files).")
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            help="Write a page to print: .pdf, .html, .json, .csv or .fhir.json (a folder for several files)."
        ),
    ] = None,
    client: Annotated[str, typer.Option(help="Name or code that stands on the report.")] = "",
    paper: Annotated[str, typer.Option(help="Paper of the report: a4 or letter.")] = "a4",
    blur_faces: Annotated[bool, typer.Option("--blur-faces", help="Hide faces in the report's pictures.")] = False,
    camera_roll: Annotated[
        float | None,
        typer.Option(help="Degrees the camera is turned clockwise, seen from behind it; else found from the room."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Another pose landmark bundle (.task) than the embedded one.")
    ] = None,
    own_tadasana: Annotated[
        Path | None,
        typer.Option(help="Another recording of you in Tadasana: your own zero, used where that is surer."),
    ] = None,
    mirrored: Annotated[
        bool,
        typer.Option("--mirrored", help="The recording is a mirror image, as many selfie apps store it: turn it over."),
    ] = False,
    every_frame: Annotated[
        bool, typer.Option("--every-frame", help="Look at every frame, also while nobody moves.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Check so many files at once; each needs 400 MB.")] = 1,
    native_log: Annotated[bool, typer.Option("--native-log", help="Show the log of the landmark library.")] = False,
) -> None:
    """Check what a person does in videos or pictures."""
    from posecheck.cli.check import Outputs, Request, run_check
    from posecheck.cli.report import Paper

    sheet = Paper(client, paper, blur_faces)
    request = Request(pose, side, camera_roll, model, every_frame, native_log, own_tadasana, mirrored, sheet)
    raise typer.Exit(run_check(files, request, Outputs(json, csv, video, landmarks, report), jobs))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="A video or a landmark recording (.npz).")],
    after: Annotated[
        Path | None, typer.Argument(help="A later one of the same person; left out, left is compared with right.")
    ] = None,
    pose: Annotated[str | None, typer.Option(help="The pose held; found out when left out.")] = None,
    side: Annotated[str | None, typer.Option(help="left or right, where it is not found out.")] = None,
    camera_roll: Annotated[
        float | None,
        typer.Option(help="Degrees the cameras are turned clockwise, seen from behind; else found from the room."),
    ] = None,
    holds: Annotated[
        tuple[int, int] | None,
        typer.Option(help="Which two holds, counted as 'posecheck check' does: of before and of after, or of the one."),
    ] = None,
    json: Annotated[str | None, typer.Option(help="Write the comparison as JSON (- prints it).")] = None,
) -> None:
    """Compare two recordings of a person, or the left side with the right one."""
    from posecheck.cli.compare import run_compare

    raise typer.Exit(run_compare(before, after, pose, side, camera_roll, holds, json))


@app.command(cls=_Command)
def poses() -> None:
    """List the poses, what is checked in each, and from where to film it."""
    from posecheck.cli.listing import run_poses

    raise typer.Exit(run_poses())


@app.command("app")
def open_app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="The address to listen on; any but this machine's needs sign-in.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the app in the browser: live camera, recordings, and two recordings side by side."""
    from posecheck.cli.app import run_app

    raise typer.Exit(run_app(address, port, browser))


@app.command()
def card(
    pdf: Annotated[Path, typer.Option(help="The file to write.")],
    place: Annotated[str, typer.Option(help="Where it is worn: back or front.")] = "back",
) -> None:
    """Write a card to print and clip to the waistband: the camera then sees how the pelvis is turned."""
    from posecheck.cli.card import run_card

    raise typer.Exit(run_card(pdf, place))


@app.command(cls=_Command)
def doctor() -> None:
    """Look whether everything that posecheck needs is there, and say what to install."""
    from posecheck.cli.doctor import run_doctor

    raise typer.Exit(run_doctor())
