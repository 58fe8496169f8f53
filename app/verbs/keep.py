"""`rounds backup|restore|salvage`: a replica without a hub is safe too."""

from __future__ import annotations

import sys
from pathlib import Path

from rounds.app.arguments import Verbs, path
from rounds.app.call import Call
from rounds.data.errors import Exit


def declare(verbs: Verbs, name: str, help: str) -> None:
    """Each is a verb of its own."""
    match name:
        case "backup":
            parser = verbs.add(
                name, help, backup, example="rounds backup /media/stick/rounds.db", answers="records, unsent, file"
            )
            parser.add_argument("file", metavar="FILE", type=path, help="a new file")
            parser.add_argument("--force", action="store_true", help="replace the file, if it is there")
        case "restore":
            parser = verbs.add(
                name,
                help,
                restore,
                example="rounds restore /media/stick/rounds.db",
                answers="records, unsent, device, kept",
            )
            parser.add_argument("file", metavar="FILE", type=path, help="what rounds backup wrote")
            parser.add_argument("--yes", action="store_true", help="do not ask")
        case _:
            parser = verbs.add(
                name,
                help,
                salvage,
                example="rounds salvage replica.db --to found.db",
                answers="records, unsent, problems[], file",
            )
            parser.add_argument("file", metavar="FILE", type=path, help="the damaged replica; it is only read")
            parser.add_argument(
                "--to", metavar="FILE", type=path, help="keep what was found as this new file, for restore"
            )


def backup(call: Call) -> int:
    """Copy the replica, as it is at this moment."""
    from rounds.app import progress
    from rounds.data.store.backup import backup as copy

    target: Path = call.given.file.absolute()
    with call.desk() as desk, progress.shown("backup", call.out.err) as told:
        saved = copy(desk.replica, target, call.given.force, told)
    document = {"records": saved.records, "unsent": saved.unsent, "file": str(target)}
    call.out.answer(document, [f"{saved.records:,} records, {saved.unsent:,} changes unsent, in {target}"])
    return Exit.DONE


def restore(call: Call) -> int:
    """Put a backup in the replica's place; what stood there is kept."""
    from rounds.app import progress
    from rounds.app.session import replica_place
    from rounds.data.store.backup import restore as put_back

    place = replica_place(call.home).path
    if not _agreed(call, place):
        call.out.line("nothing is changed")
        return Exit.DONE
    with progress.shown("restore", call.out.err) as told:
        restored = put_back(call.given.file.absolute(), place, progress=told)
    document = {
        "records": restored.records,
        "unsent": restored.unsent,
        "device": restored.code,
        "kept": None if restored.kept is None else str(restored.kept),
    }
    kept = [] if restored.kept is None else [f"what stood there is kept as {restored.kept}"]
    first = f"{restored.records:,} records, {restored.unsent:,} changes unsent; new tickets begin with {restored.code}"
    call.out.answer(document, [first, *kept])
    return Exit.DONE


def salvage(call: Call) -> int:
    """Read what a damaged file still holds; keep it where that is asked."""
    from tempfile import TemporaryDirectory

    source: Path = call.given.file.absolute()
    if call.given.to is not None:
        return _salvaged(call, source, call.given.to.absolute())
    with TemporaryDirectory(prefix="rounds-") as folder:
        return _salvaged(call, source, Path(folder) / "found.db")


def _salvaged(call: Call, source: Path, target: Path) -> int:
    from rounds.app import progress
    from rounds.data.store.salvage import salvage as read

    with progress.shown("salvage", call.out.err) as told:
        found = read(source, target, progress=told)
    kept = str(target) if call.given.to is not None else None
    document = {"records": found.records, "unsent": found.unsent, "problems": list(found.problems), "file": kept}
    mend = f"rounds restore {kept} puts it in place" if kept else f"rounds salvage {source} --to NEW.db keeps it"
    lines = [f"{found.records:,} records, {found.unsent:,} changes unsent; {mend}", *found.problems]
    call.out.answer(document, lines)
    return Exit.DONE


def _agreed(call: Call, place: Path) -> bool:
    if not call.out.asks or call.given.yes or not place.exists():
        return True
    call.out.write(f"{place} is replaced, and kept under backups/. Restore? y/N ")
    call.out.out.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
