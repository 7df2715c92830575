"""What loggers and launchers put before a line: times, levels, ranks, source files."""

from __future__ import annotations

import re

_DATE = r"(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/]\d\d(?>(?:[-/]\d{2,4})?))"
_CLOCK = r"\d{1,2}:\d\d:\d\d(?>(?:[.,]\d++)?)(?>(?:Z|\s?[-+]\d\d:?\d\d)?)"
_TIME = rf"(?:{_DATE}[T_ ]{_CLOCK}|{_DATE}|{_CLOCK})"
_LEVEL = r"(?:DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL)"
_SOURCE = r"[\w./-]{1,80}?\.(?:py|cc|cpp|cu|c|h|jl|R|rs|go):\d++(?>(?::\w++)?)"
_PREFIX = re.compile(
    r"[ \t]*+(?:"
    # glog and absl: `I0101 12:00:00.123456 139872 train.py:172] `
    r"[IWEF]\d{4} \d\d:\d\d:\d\d\.\d++\s++\d++ [\w./-]++:\d++\]"
    # `[2024-01-01 12:00:00,123 INFO]`, `[11/23 16:05:49 d2.utils.events]:`, `[INFO]`, `[logging.py:96:log_dist]`
    rf"|[\[(](?:{_TIME}(?>(?:[ ,|][^\])\[(]{{0,60}}+)?)|\s*+(?i:{_LEVEL})\s*+|{_SOURCE})[\])]:?+"
    # `[rank0]:`, `[Rank 0]`, `[default0]:`, mpirun's `[1,0]<stdout>:`
    r"|\[(?i:rank|default|worker|gpu|node)[ :_]?+\d++\]:?+|\[\d++,\d++\]<std(?:out|err)>:"
    # Ray's `(train_fn pid=1234, ip=10.0.0.1)`
    r"|\([^()]{0,80}pid=\d++[^()]{0,80}\)"
    # `2024-01-01 12:00:00,123 - root - INFO - `, `… | INFO | module:function:12 - `
    rf"|{_TIME}(?![\w.%/:-])(?>(?:\s*+[-|:](?=\s))?)"
    rf"|(?:[\w.]{{1,60}} [-|] )?{_LEVEL}(?:(?>(?::[\w.]++)?):|\s*+[-|](?=\s)|[ ]{{1,5}}+(?![:=]))"
    r"|[\w.<>]++:[\w.<>]++:\d++ [-|](?= )"
    # srun -l and W&B's own
    r"|\d{1,4}: (?=\S)|wandb:[ ]"
    r")"
)
_FIRST = re.compile(r"[ \t]*+[\dIWEFDNCiwefdnc\[(\w]")
_MOST = 6


def unprefixed(text: str) -> str:
    """The line without what stands before it; blanks that align columns stay."""
    start = 0
    for _ in range(_MOST):
        prefix = _PREFIX.match(text, start)
        if prefix is None or prefix.end() == start:
            break
        start = prefix.end()
    return text[start:] if start else text
