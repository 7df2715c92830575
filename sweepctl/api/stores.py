"""Which store, which sweep, which trial: how everything is addressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sweepctl.errors import NotFoundError, UsageError
from sweepctl.model.nearest import nearest
from sweepctl.model.status import Sweep
from sweepctl.store.database import Database, open_database
from sweepctl.store.looking import open_to_look
from sweepctl.store.place import find_store, make_folder
from sweepctl.store.sweeps import list_sweeps

# No store holds more trials than that.
_MOST_DIGITS = 15


def nothing_here() -> NotFoundError:
    """What is said in a folder without sweeps, which may be the wrong one."""
    hint = "`sweepctl create sweep.yaml` makes one; others are seen from the folder that has their .sweepctl, and below"
    return NotFoundError("there is no sweep here", hint)


@contextmanager
def opened(make: bool = False) -> Iterator[Database]:
    """The store of the current folder or the nearest one above; `make` one here if there is none.

    Raises NotFoundError and StoreError.
    """
    here = Path.cwd()
    folder = find_store(here)
    if folder is None:
        if not make:
            raise nothing_here()
        folder = make_folder(here)
    with closing(open_database(folder)) as database:
        yield database


@contextmanager
def looked_at() -> Iterator[Database]:
    """The same for those who only look, which a store that cannot be written allows too."""
    folder = find_store(Path.cwd())
    if folder is None:
        raise nothing_here()
    with closing(open_to_look(folder)) as database:
        yield database


def pick_sweep(database: Database, text: str | None) -> Sweep:
    """The sweep with this id, unique beginning of an id, or name; the newest without a text. Raises NotFoundError."""
    sweeps = list_sweeps(database)
    if not sweeps:
        raise nothing_here()
    if text is None:
        return sweeps[0]
    for found in (
        [sweep for sweep in sweeps if sweep.id == text],
        [sweep for sweep in sweeps if sweep.name == text],
        [sweep for sweep in sweeps if text and sweep.id.startswith(text)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"`{text}` means {len(found)} sweeps: {', '.join(sweep.id for sweep in found)}")
    near = nearest(text, [name for sweep in sweeps for name in (sweep.id, sweep.name)])
    hint = f"did you mean `{near}`?" if near else "`sweepctl ls` lists them"
    if text.isdecimal():
        hint = f"trial {text} of the newest sweep is `{sweeps[0].id}/{text}`; {hint}"
    raise NotFoundError(f"there is no sweep `{text}` here", hint)


def pick_trial(database: Database, text: str) -> tuple[Sweep, int]:
    """The sweep and the number that `[SWEEP/]N` means. Raises UsageError."""
    sweep_text, slash, number = text.rpartition("/")
    if not number.isascii() or not number.isdigit():
        raise UsageError(f"`{text}` is not a trial", "write its number, or SWEEP/N")
    if len(number) > _MOST_DIGITS:
        raise NotFoundError(f"there is no trial {number}", "`sweepctl status --trials` lists them")
    return pick_sweep(database, sweep_text if slash else None), int(number)


def split_target(text: str) -> tuple[str, int | None]:
    """`SWEEP` or `SWEEP/N` as sweep text and number."""
    sweep_text, slash, number = text.rpartition("/")
    if not slash:
        return text, None
    if not number.isdigit() or len(number) > _MOST_DIGITS:
        raise UsageError(f"`{text}` is neither a sweep nor a trial", "write SWEEP or SWEEP/N")
    return sweep_text, int(number)
