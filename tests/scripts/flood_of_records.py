"""Appends so many bytes of records to the metrics file, and then one without a newline: flood_of_records.py BYTES."""

import os
import sys

RECORD = b'{"loss": 0.5, "note": "%s"}\n' % (b"z" * 65000)
left = int(sys.argv[1])
with open(os.environ["SWEEPCTL_METRICS_FILE"], "ab", buffering=0) as file:  # noqa: PTH123
    while left > 0:
        left -= file.write(RECORD)
    file.write(b'{"loss": 0.25}')
