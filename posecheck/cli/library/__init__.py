"""``posecheck library``: its commands and their options. What they do stands beside, and is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.library.opening import Where, day

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Clients and their recordings, kept on this machine: import, review, compare over dates, report, delete.",
)

Client = Annotated[str, typer.Argument(metavar="CLIENT", help="Name, code or id of a client.")]
Recording = Annotated[
    str, typer.Argument(metavar="RECORDING", help="Id of a recording (its first letters do), or its file name.")
]
OfClient = Annotated[str | None, typer.Option("--client", help="Only this client's.")]
By = Annotated[str, typer.Option(help="Who says so.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be repeated.")]


@app.callback()
def top(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(help="The library's folder; else POSECHECK_LIBRARY, else one of your own data.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="URL of its database; else POSECHECK_DATABASE, else a file in the folder.")
    ] = None,
) -> None:
    """Says which library."""
    context.obj = Where(folder, database)


@app.command()
def clients(
    context: typer.Context,
    search: Annotated[str, typer.Argument(help="Words of the name or the tags.")] = "",
    tag: Tags = None,
) -> None:
    """List the clients."""
    from posecheck.cli.library.people import run_clients

    run_clients(context.obj, search, tag or [])


@app.command()
def client(
    context: typer.Context,
    name: Client,
    new: Annotated[bool, typer.Option("--new", help="A new client.")] = False,
    rename: Annotated[str | None, typer.Option(help="Another name.")] = None,
    consent: Annotated[str | None, typer.Option(help="What the client agreed to.")] = None,
    consent_on: Annotated[str | None, typer.Option(help="The day of that, as in 2025-03-31.")] = None,
    keep_until: Annotated[str | None, typer.Option(help="Last day the recordings may be kept; or: open.")] = None,
    tag: Tags = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to take off; may be repeated.")] = None,
) -> None:
    """Show a client over dates, make a new one, or change what is noted."""
    from posecheck.cli.library.people import Noted, run_client

    noted = Noted(rename, consent, day(consent_on), keep_until, tuple(tag or ()), tuple(untag or ()))
    run_client(context.obj, name, new, noted)


@app.command("import")
def bring(
    context: typer.Context,
    sources: Annotated[list[Path], typer.Argument(help="Recordings, or folders with recordings in them.")],
    client: Annotated[str, typer.Option(help="Whose they are.")],
    new: Annotated[bool, typer.Option("--new", help="A new client of that name.")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Leave the files where they are.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also what another client has already.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and take what comes into the folder later.")] = False,
    filmed_on: Annotated[str | None, typer.Option(help="Day of filming, as in 2025-03-31; else as files say.")] = None,
    pose: Annotated[str | None, typer.Option(help="The pose held; found out when left out.")] = None,
    side: Annotated[str | None, typer.Option(help="left or right, where it is not found out.")] = None,
    camera_roll: Annotated[float | None, typer.Option(help="As for 'posecheck check'.")] = None,
    mirrored: Annotated[bool, typer.Option("--mirrored", help="The recordings are mirror images.")] = False,
    every_frame: Annotated[bool, typer.Option("--every-frame", help="Look at every frame.")] = False,
    analyse: Annotated[bool, typer.Option(help="Analyse them now; else they wait.")] = True,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many are analysed at once.")] = 1,
) -> None:
    """Bring recordings into the library, and analyse them."""
    from posecheck.cli.library.bringing import Bringing, run_import
    from posecheck.library.facts import Settings

    settings = Settings(pose, side, camera_roll, mirrored, every_frame)
    bringing = Bringing(client, new, in_place, anyway, watch, day(filmed_on), settings, analyse, workers)
    raise typer.Exit(run_import(context.obj, sources, bringing))


@app.command()
def analyse(
    context: typer.Context,
    again: Annotated[list[str] | None, typer.Option(help="A recording to analyse again; may be repeated.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Also those whose analysis failed.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many at once.")] = 1,
) -> None:
    """Analyse what waits in the queue."""
    from posecheck.cli.library.bringing import run_analyse

    raise typer.Exit(run_analyse(context.obj, again or [], retry, workers))


@app.command("list")
def recordings(
    context: typer.Context,
    search: Annotated[str, typer.Argument(help="Words of the file name or the tags.")] = "",
    client: OfClient = None,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="Only what nobody has looked through.")] = False,
    state: Annotated[str | None, typer.Option(help="waiting, running, done or failed.")] = None,
    pose: Annotated[str | None, typer.Option(help="Only where this pose is held.")] = None,
    tag: Tags = None,
    since: Annotated[str | None, typer.Option(help="First day of filming.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day of filming.")] = None,
) -> None:
    """List recordings, the newest first."""
    from posecheck.cli.library.showing import Wanted, run_list

    wanted = Wanted(search, client, unreviewed, state, pose, tuple(tag or ()), day(since), day(until))
    run_list(context.obj, wanted)


@app.command()
def show(context: typer.Context, recording: Recording) -> None:
    """Show what was found in a recording, its notes and corrections."""
    from posecheck.cli.library.showing import run_show

    run_show(context.obj, recording)


@app.command()
def review(
    context: typer.Context,
    recordings: Annotated[list[str], typer.Argument(metavar="RECORDING...", help="Ids or file names.")],
    by: By = "",
    undo: Annotated[bool, typer.Option("--undo", help="They are to be looked through again.")] = False,
    tag: Tags = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to take off; may be repeated.")] = None,
) -> None:
    """Mark recordings as looked through, and tag them."""
    from posecheck.cli.library.reviewing import run_review

    run_review(context.obj, recordings, by, undo, tag or [], untag or [])


@app.command()
def note(
    context: typer.Context,
    recording: Recording,
    text: Annotated[str, typer.Argument(help="What there is to say.")],
    at: Annotated[float | None, typer.Option(help="Seconds from the start of the recording.")] = None,
    by: By = "",
) -> None:
    """Write a note on a recording."""
    from posecheck.cli.library.reviewing import run_note

    run_note(context.obj, recording, text, at, by)


@app.command()
def correct(
    context: typer.Context,
    recording: Recording,
    at: Annotated[float | None, typer.Option(help="Seconds from the start of the recording.")] = None,
    landmark: Annotated[str | None, typer.Option(help="As in left_hip.")] = None,
    to: Annotated[str | None, typer.Option(help="Where it belongs: x,y in pixels of the analysed picture.")] = None,
    undo: Annotated[str | None, typer.Option(help="Take a correction back: its id.")] = None,
    by: By = "",
) -> None:
    """Put a landmark right by hand, or take that back."""
    from posecheck.cli.library.reviewing import run_correct

    run_correct(context.obj, recording, at, landmark, to, undo, by)


@app.command()
def report(
    context: typer.Context,
    recording: Recording,
    pose: Annotated[str | None, typer.Option(help="Of this pose only; else a page for each.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as PDF.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write it as one HTML file.")] = None,
    fhir: Annotated[Path | None, typer.Option(help="Write it as a FHIR R4 bundle.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the result as JSON.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write one row per analysed frame.")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
    blur: Annotated[bool, typer.Option("--blur", help="Blur faces.")] = False,
) -> None:
    """Write a report of a recording."""
    from posecheck.cli.library.leaving import Files, run_report

    run_report(context.obj, recording, pose, Files(pdf, html, fhir, json, csv, paper, blur))


@app.command()
def export(
    context: typer.Context,
    client: OfClient = None,
    zip: Annotated[Path | None, typer.Option(help="Write everything about the client as one archive.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the whole library as JSON, without files.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a row for each check of each hold.")] = None,
) -> None:
    """Write out everything about a client, or the whole library."""
    from posecheck.cli.library.leaving import run_export

    run_export(context.obj, client, zip, json, csv)


@app.command()
def delete(
    context: typer.Context,
    client: Annotated[str | None, typer.Argument(help="Name, code or id of a client.")] = None,
    recording: Annotated[str | None, typer.Option(help="Delete only this recording.")] = None,
    receipt: Annotated[Path | None, typer.Option(help="Write the receipt as JSON.")] = None,
    yes: Yes = False,
) -> None:
    """Delete a client with all recordings, for good, and show the receipt."""
    from posecheck.cli.library.leaving import run_delete

    raise typer.Exit(run_delete(context.obj, client, recording, receipt, yes))


@app.command()
def retention(
    context: typer.Context,
    delete: Annotated[bool, typer.Option("--delete", help="Ask for each of them, and delete it.")] = False,
    yes: Yes = False,
) -> None:
    """List the clients whose recordings should be kept no longer."""
    from posecheck.cli.library.leaving import run_retention

    raise typer.Exit(run_retention(context.obj, delete, yes))


@app.command()
def passphrase(
    context: typer.Context,
    remove: Annotated[bool, typer.Option("--remove", help="Keep the library unsealed from now on.")] = False,
) -> None:
    """Seal the library with a passphrase, or change it."""
    from posecheck.cli.library.settling import run_passphrase

    run_passphrase(context.obj, remove)


@app.command()
def practice(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="What reports are headed with.")] = None,
    logo: Annotated[Path | None, typer.Option(help="A PNG or JPEG picture.")] = None,
) -> None:
    """Show or set the name and the logo on reports."""
    from posecheck.cli.library.settling import run_practice

    run_practice(context.obj, name, logo)
