"""Files of a ticket: kept by content in pieces of one MiB, written out again when somebody asks for them."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rounds.data.errors import BadInput, NotFound, Refused
from rounds.data.ids import id_bytes
from rounds.data.store.act import Act, Put, Written
from rounds.data.text import clean_line

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

PIECE_BYTES = 1024 * 1024


def keep_file(desk: Desk, act: Act, ticket: str, path: Path) -> Written:
    """Keep the file at `path` with a ticket, within the act that is running.

    Raises:
        BadInput: It cannot be read, or is larger than the district allows.
    """
    import mimetypes

    most = int(desk.facts.district.get("attachment_max") or 25 * PIECE_BYTES)
    pieces: list[str] = []
    whole, size = sha256(), 0
    try:
        with path.open("rb") as file:
            if not path.is_file():
                raise BadInput(f"{path}: is no file", "name a file", code="bad-file")
            while content := file.read(PIECE_BYTES):
                size += len(content)
                if size > most:
                    raise BadInput(
                        f"{path}: is larger than {most // 2**20} MB", "give a link to it instead", code="too-large"
                    )
                whole.update(content)
                pieces.append(act.keep_piece(content))
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be read ({error.strerror})", "see its name and rights", code="bad-file"
        ) from error
    values = {
        "ticket": ticket,
        "at": desk.clock(),
        "name": clean_line(path.name)[:200] or "file",
        "media": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        "size": size,
        "digest": whole.hexdigest(),
        "pieces": pieces,
    }
    return act.put(Put("attachment", values))


def save_file(desk: Desk, attachment: str, folder: Path) -> Path:
    """Write a kept file into `folder` under its name, never over another one. Gives where it is.

    Raises:
        NotFound: There is none, or its content is not on this replica yet.
    """
    import json

    with desk.reading:
        found = desk.connection.execute(
            "SELECT name, digest, pieces FROM attachment WHERE id = ? AND deleted_at IS NULL", (id_bytes(attachment),)
        ).fetchone()
        if found is None:
            raise NotFound("no such file", "the ticket lists its files")
        name, digest, pieces = found
        target = _free_name(folder, Path(name).name)
        whole = sha256()
        partial = target.with_name(target.name + ".part")
        try:
            with partial.open("xb") as file:
                for piece in json.loads(pieces or "[]"):
                    content = _piece(desk, piece)
                    whole.update(content)
                    file.write(content)
            if whole.hexdigest() != digest:
                raise Refused(f"{name}: is damaged in the replica", "restore a backup", code="damaged-file")
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return target


def _piece(desk: Desk, digest: str) -> bytes:
    found = desk.connection.execute("SELECT bytes FROM piece WHERE digest = ?", (bytes.fromhex(digest),)).fetchone()
    if found is None:
        raise NotFound("the file is not on this replica yet", "it comes with the next sync", code="not-here")
    return bytes(found[0])


def _free_name(folder: Path, name: str) -> Path:
    safe = name.lstrip(".") or "file"
    for count in range(1, 1000):
        target = folder / (safe if count == 1 else f"{Path(safe).stem}-{count}{Path(safe).suffix}")
        if not target.exists():
            return target
    raise Refused(f"{folder}: holds a thousand files of that name", "choose another folder", code="bad-folder")
