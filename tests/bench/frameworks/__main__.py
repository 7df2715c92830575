"""Runs real frameworks and shows what the reader made of every line: `python -m tests.bench.frameworks [NAME …]`.

The frameworks live in an environment of your own: `--python PATH/bin/python`. A program whose framework is not there
is skipped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading, Step
from sweepctl.model.point import Stream

PROGRAMS = Path(__file__).with_name("programs")
LONGEST_SHOWN = 110
PATIENCE = 600


def command_of(program: Path, python: str, folder: Path) -> Sequence[str] | None:
    """How to start a program, None where its language is not here."""
    if program.suffix == ".py":
        return [python, str(program)]
    if program.suffix == ".R":
        return ["Rscript", str(program)] if shutil.which("Rscript") else None
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        return None
    binary = folder / program.stem
    subprocess.run([compiler, "-o", str(binary), str(program)], check=True)
    return [str(binary)]


def output_of(program: Path, python: str) -> tuple[dict[Stream, bytes], str]:
    """What it printed, and why it is skipped if it is."""
    with tempfile.TemporaryDirectory() as folder:
        command = command_of(program, python, Path(folder))
        if command is None:
            return {}, "its language is not here"
        environment = {**os.environ, "COLUMNS": "250", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
    if b"ModuleNotFoundError" in done.stderr and done.returncode:
        return {}, done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
    return {Stream.OUT: done.stdout, Stream.ERR: done.stderr}, f"exit code {done.returncode}" if done.returncode else ""


def kept(program: Path, folder: Path) -> tuple[dict[Stream, bytes], str]:
    """What an earlier run of it printed."""
    files = {stream: folder / f"{program.stem}{program.suffix}.{stream}" for stream in Stream}
    output = {stream: file.read_bytes() for stream, file in files.items() if file.exists()}
    return output, "" if output else "it was not run"


def shown_step(step: Step | None) -> str:
    """`epoch 3`, `epoch 3 step 20`, or nothing."""
    if step is None:
        return ""
    within = shown_step(step.within)
    return f"{within} {step.kind} {step.value:g}".strip()


def shown(reading: Reading) -> str:
    """Format, values and step of one reading."""
    values = " ".join(f"{name!r}={value:g}" for name, value in reading.values.items())
    sticky = "~" if reading.step_is_sticky else ""
    return f"{getattr(reading, 'format', None) or '':10} {sticky}{shown_step(reading.step)} {values}"


def judged(data: bytes, stream: Stream, reader: Reader) -> Iterator[str]:
    """Each line, and below it what was read."""
    frames = Frames(stream)
    for line in [*frames.feed(data, 0.0), *frames.close(0.0)]:
        readings = reader.read(line)
        yield f"  {line.text[:LONGEST_SHOWN].rstrip()}"
        yield from (f"      → {shown(reading)}" for reading in readings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--raw", type=Path, help="keep what each program printed in this folder")
    parser.add_argument("--again", type=Path, help="judge what an earlier --raw kept, and run nothing")
    options = parser.parse_args()
    for program in sorted(PROGRAMS.iterdir()):
        if program.is_dir() or (options.names and program.stem not in options.names):
            continue
        print(f"=== {program.name}")
        output, trouble = kept(program, options.again) if options.again else output_of(program, options.python)
        print(f"    {trouble}" if trouble else "", end="\n" if trouble else "")
        reader = Reader(None)
        for stream, data in output.items():
            print(f"--- {stream}")
            print("\n".join(judged(data, stream, reader)))
            if options.raw:
                options.raw.mkdir(parents=True, exist_ok=True)
                (options.raw / f"{program.name}.{stream}").write_bytes(data)


if __name__ == "__main__":
    main()
