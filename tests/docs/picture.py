"""The picture of the README: `python -m tests.docs.picture` draws it anew, from a digits sweep that was written down.

What it shows goes through the views that a terminal gets, so that it cannot promise what is not there.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from sweepctl.model.board import Board, RunningTrial
from sweepctl.model.params import Value
from sweepctl.model.status import AgentSeen, Counts, Sweep, SweepState, SweepStatus
from sweepctl.model.trial import Trial, TrialState
from sweepctl.spec.schema import Overrides, load_spec
from sweepctl.views import board, text

FILE = Path(__file__).with_name("picture.svg")
_SPEC = Path(__file__).parents[2] / "examples" / "digits" / "sweep.yaml"
_WIDTH = 116
# Columns that stay empty at the right.
_MARGIN = 2
_NAMES = ("activation", "batch_size", "hidden", "lr", "momentum", "weight_decay")
# Parameters, value, how many values there were, seconds, why it was stopped.
_ENDED: tuple[tuple[tuple[Value, ...], float, int, float, str], ...] = (
    (("tanh", 8, 120, 0.0097825, 0.276642, 6.49e-06), 0.9361, 5, 1.1, "0.9083 < 0.9667, the bar at 3 values"),
    (("tanh", 8, 16, 0.135002, 0.135343, 1.95e-05), 0.9889, 30, 1.7, ""),
    (("tanh", 8, 72, 0.014872, 0.919326, 0.006398), 0.9861, 20, 1.5, "0.9667 < 0.9833, the bar at 9 values"),
    (("relu", 8, 72, 0.0160774, 0.279732, 3.35e-06), 0.9694, 14, 1.3, "0.9556 < 0.9667, the bar at 9 values"),
    (("relu", 64, 96, 0.1411, 0.02646, 0.0002049), 0.9778, 18, 1.0, "0.9444 < 0.9667, the bar at 9 values"),
    (("tanh", 32, 40, 2.782, 0.7669, 0.0273), 0.1306, 10, 1.0, "0.0778 < 0.9667, the bar at 9 values"),
    (("tanh", 16, 8, 0.2347, 0.4111, 1.547e-05), 0.9861, 30, 1.3, ""),
    (("relu", 8, 104, 0.01785, 0.1565, 0.02862), 0.9194, 5, 1.0, "0.8944 < 0.9528, the bar at 3 values"),
    (("tanh", 64, 40, 0.003, 0.5786, 0.0004306), 0.8556, 27, 1.1, "0.8333 < 0.9806, the bar at 27 values"),
    (("relu", 32, 8, 1.341, 0.2965, 1.593e-05), 0.1306, 9, 1.0, "0.1167 < 0.9667, the bar at 9 values"),
    (("tanh", 8, 16, 0.04486, 0.8073, 3.793e-05), 0.9917, 30, 1.8, ""),
    (("tanh", 8, 40, 3.0, 0.7684, 6.255e-06), 0.1306, 9, 1.4, "0.1306 < 0.9667, the bar at 9 values"),
)
_RUNNING: tuple[tuple[tuple[Value, ...], tuple[float, ...], float], ...] = (
    (
        ("tanh", 16, 48, 0.06645, 0.5138, 3.861e-06),
        (0.8722, 0.9111, 0.9278, 0.9389, 0.95, 0.9583, 0.9611, 0.9694, 0.9722, 0.975, 0.9778, 0.9806, 0.9806, 0.9833),
        0.9,
    ),
    (("relu", 64, 24, 0.09081, 0.2157, 1e-06), (0.2611, 0.5306, 0.7111, 0.8306, 0.8917, 0.9056), 0.5),
)
_THEME = TerminalTheme(
    (22, 27, 34),
    (201, 209, 217),
    [
        (72, 79, 88),
        (255, 123, 114),
        (86, 211, 100),
        (227, 179, 65),
        (88, 166, 255),
        (188, 140, 255),
        (86, 212, 221),
        (201, 209, 217),
    ],
)
LEFT, TOP = 12, 14
# A frame of our own: it asks no server for a font, and stays the same whatever Rich's looks like.
_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {terminal_width} {terminal_height}" role="img">
<title>sweepctl in a terminal: a sweep that runs, and its best trials</title>
<style>
text {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }}
text {{ font-size: 20px; white-space: pre }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="10" fill="#161b22"/>
<g transform="translate(LEFT, TOP)">
{backgrounds}
{matrix}
</g>
</svg>
""".replace("LEFT, TOP", f"{LEFT}, {TOP}")


def picture() -> str:
    """The picture as an SVG, the same in every terminal and under every environment."""
    plain = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "NO_COLOR"}}
    screen = Console(
        record=True,
        file=io.StringIO(),
        width=_WIDTH,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    # The views ask how wide stdout is: as wide as they like where it is no terminal.
    with patch.dict(os.environ, plain, clear=True), redirect_stdout(io.StringIO()):
        _show(screen)
    drawn = screen.export_svg(theme=_THEME, code_format=_FRAME, unique_id="t")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def words(svg: str) -> list[tuple[str, str]]:
    """Every text of a picture with its line, whatever else a version of Rich writes around it."""
    found = re.findall(r'<text [^>]*?y="([^"]+)"[^>]*>(.*?)</text>', svg)
    return [(height, shown) for height, shown in found if shown.replace("&#160;", "").strip()]


def _show(screen: Console) -> None:
    _command(screen, "sweepctl run sweep.yaml --set run_cap=20 -j 2")
    keys = "q leave  p pause or resume  s stop  l output of a trial"
    for line in board.lines(_board(), board.Screen(_WIDTH - _MARGIN, 30), keys, {}):
        screen.print(line, no_wrap=True)
    screen.print()
    _command(screen, "sweepctl status --sort value --limit 6")
    shown = text.status(_status(), ("lr", "momentum", "hidden", "activation"))
    screen.print(shown, no_wrap=True, overflow="ellipsis", width=_WIDTH - _MARGIN)
    screen.print()


def _command(screen: Console, words: str) -> None:
    screen.print(Text.assemble(("$ ", "bold green"), (words, "bold")))


def _params(values: tuple[Value, ...]) -> Mapping[str, Value]:
    return dict(zip(_NAMES, values, strict=True))


def _ended() -> list[Trial]:
    return [
        Trial(
            number,
            TrialState.STOPPED if why else TrialState.FINISHED,
            1,
            _params(values),
            value=value,
            value_n=count,
            value_step=count,
            last=value,
            count=count,
            unit="epoch",
            reason=why,
            started=0.0,
            ended=seconds,
        )
        for number, (values, value, count, seconds, why) in enumerate(_ENDED, 1)
    ]


def _running() -> list[RunningTrial]:
    return [
        RunningTrial(
            Trial(
                number,
                TrialState.RUNNING,
                1,
                _params(params),
                value=max(values),
                count=len(values),
                started=100.0 - seconds,
            ),
            values,
            30.0,
        )
        for number, (params, values, seconds) in enumerate(_RUNNING, len(_ENDED) + 1)
    ]


def _sweep() -> Sweep:
    loaded = load_spec(_SPEC.read_bytes(), _SPEC.name, Overrides(changes=("run_cap=20",)))
    return Sweep("dq7x2k9a", "digits", SweepState.RUNNING, 0.0, ".", None, 1, 1, 1, loaded.spec)


def _board() -> Board:
    ended = _ended()
    stopped = sum(one.state is TrialState.STOPPED for one in ended)
    counts = Counts(total=len(ended) + 2, running=2, finished=len(ended) - stopped, stopped=stopped)
    agent = AgentSeen("dq7x2k9a-1", "laptop", 7024, 2, 2, 0.0, 1.0)
    best = max(ended, key=lambda one: one.value or 0.0)
    status = SweepStatus(_sweep(), counts, None, best, [agent], [])
    return Board(status, _running(), [one.value for one in ended if one.value is not None], [], 1.3, 100.0)


def _status() -> SweepStatus:
    ended = sorted(_ended(), key=lambda one: -(one.value or 0.0))
    seen = _board().status
    return SweepStatus(_sweep(), seen.counts, None, ended[0], seen.agents, ended[:6])


def main() -> None:
    """Write the picture beside this file."""
    FILE.write_text(picture())
    print(f"wrote {FILE}")


if __name__ == "__main__":
    main()
