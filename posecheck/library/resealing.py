"""Sealing a library that is there, opening it up again, and changing its passphrase.

What is to be done is written down first; a conversion that is cut short goes on at the next opening. Entries are
rewritten in one transaction, files one by one, each whole before the one it replaces is removed.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, Row, delete, insert, select, update

from posecheck.errors import LibraryError, PassphraseError
from posecheck.library import halfway, place, schema, tables
from posecheck.library.locks import Use
from posecheck.library.place import About, Opening
from posecheck.library.sealing import Seal
from posecheck.library.store import Store, engine_of
from posecheck.library.vault import Vault

_SEALED, _OPEN = "sealed", "open"
_CHUNK_BYTES = 1 << 20


def with_passphrase(opening: Opening, use: Use, engine: Engine, passphrase: str | None) -> Opening:
    """Gives a library a passphrase, another one, or (None) none.

    Returns:
        What opens it from now on.

    Raises:
        LibraryError: it is open elsewhere.
        PassphraseError: the passphrase is empty.
    """
    if passphrase == "":
        raise PassphraseError("An empty passphrase protects nothing: choose one of several words.")
    about, seal = place.read_about(opening.folder), Seal(opening.key)
    if about.sealed == (passphrase is not None):
        if passphrase is not None:  # the key stays, and with it all files
            place.write_about(opening.folder, about.locked(seal, passphrase))
        return opening
    with use.alone():
        if passphrase is None:
            about = replace(about, turning=_OPEN)
        else:
            seal = Seal.new()
            about = replace(about.locked(seal, passphrase), turning=_SEALED)
        place.write_about(opening.folder, about)
        return _converted(replace(opening, key=seal.key), about, engine)


def finish(opening: Opening, about: About) -> Opening:
    """Goes on with a conversion that was cut short.

    Returns:
        What opens the library from now on.

    Raises:
        LibraryError: another process has it open.
    """
    use = Use(opening.folder)
    engine = engine_of(opening.database)
    try:
        with use.alone():
            schema.bring_up_to_date(engine)
            return _converted(opening, about, engine)
    finally:
        engine.dispose()
        use.close()


def _converted(opening: Opening, about: About, engine: Engine) -> Opening:
    """Rewrites everything as ``about.turning`` says, then says that it is done."""
    source = Seal(opening.key)
    target = source if about.turning == _SEALED else Seal()
    halfway.forget_all(Vault(opening.folder / "vault", source))
    _convert_rows(engine, source, target)
    _convert_files(engine, source, target, opening)
    Store(engine, "", target).scrub()
    key = about.key if about.turning == _SEALED else None
    place.write_about(opening.folder, replace(about, key=key, turning=None))
    return replace(opening, key=target.key)


def _convert_rows(engine: Engine, source: Seal, target: Seal) -> None:
    store = Store(engine, "", target)
    with store.writing() as connection:
        for table in tables.metadata.sorted_tables:
            names = [column.name for column in table.c if column.info.get("sealable")]
            keys = list(table.primary_key.columns)
            for row in connection.execute(select(table)).all() if names else []:
                plain = {name: getattr(row, name) for name in names}
                values = {
                    name: None if stored is None else target.text(source.plain(stored))
                    for name, stored in plain.items()
                }
                if table is tables.recordings:
                    values["fingerprint"] = target.fingerprint(source.plain(row.sha256))
                here = [key == getattr(row, key.name) for key in keys]
                connection.execute(update(table).where(*here).values(**values))


def _convert_files(engine: Engine, source: Seal, target: Seal, opening: Opening) -> None:
    store, table = Store(engine, "", target), tables.files
    old, new = Vault(opening.folder / "vault", source), Vault(opening.folder / "vault", target)
    with store.reading() as connection:
        rows = connection.execute(select(table).where(table.c.sealed == (target.key is None))).all()
    for row in rows:
        _convert_file(store, row, old, new)


def _convert_file(store: Store, row: Row[tuple[object, ...]], old: Vault, new: Vault) -> None:
    table = tables.files
    with new.incoming() as incoming, old.file(row.id, "", row.sealed).open() as stream:
        while data := stream.read(_CHUNK_BYTES):
            incoming.write(data)
        if incoming.sha256 != store.plain(row.sha256):
            raise LibraryError("A file of the library is damaged: put back a copy of the library.")
        incoming.finish()
        with store.writing() as connection:
            values = row._asdict() | {"id": incoming.id, "sealed": incoming.sealed}
            connection.execute(delete(table).where(table.c.id == row.id))
            connection.execute(insert(table).values(**values))
        incoming.settle()
    old.remove([row.id])
