"""The tables, as a list of migrations; the version of a store is how many of them it has had.

Statements stay in the subset that SQLite and PostgreSQL share. Conventions: NaN and infinities are kept as text;
`latest` is 1 on the newest attempt of each part of a trial and NULL on older ones; `wanted` is the ending that was
asked for while it runs; `size` is the number of points of a spec in decimal, NULL when endless: it may be beyond 64
bits; `space` is the version of a spec whose draws it goes on with, and `version` of a trial is that one; `priors` are
trials of other sweeps that the search starts with.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE sweeps (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    created DOUBLE PRECISION NOT NULL,
    folder TEXT NOT NULL,
    source TEXT,
    seed BIGINT NOT NULL
);
CREATE TABLE specs (
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    space INTEGER NOT NULL,
    format INTEGER NOT NULL,
    normalised TEXT NOT NULL,
    verbatim TEXT NOT NULL,
    size TEXT,
    created DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (sweep, version)
);
CREATE TABLE trials (
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    draw_index BIGINT,
    source TEXT NOT NULL,
    params TEXT,
    fingerprint TEXT,
    history_size INTEGER,
    created DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (sweep, number),
    UNIQUE (sweep, version, draw_index)
);
CREATE INDEX trials_by_point ON trials (sweep, fingerprint);
CREATE TABLE executions (
    sweep TEXT NOT NULL,
    trial INTEGER NOT NULL,
    part INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    latest INTEGER,
    state TEXT NOT NULL,
    agent TEXT,
    wanted TEXT,
    wanted_why TEXT,
    started DOUBLE PRECISION,
    ended DOUBLE PRECISION,
    ending TEXT,
    code INTEGER,
    why TEXT,
    argv TEXT,
    PRIMARY KEY (sweep, trial, part, attempt),
    FOREIGN KEY (sweep, trial) REFERENCES trials (sweep, number) ON DELETE CASCADE
);
CREATE UNIQUE INDEX executions_latest ON executions (sweep, trial, part) WHERE latest = 1;
CREATE INDEX executions_by_state ON executions (sweep, state, ending, trial, part) WHERE latest = 1;
CREATE INDEX executions_by_agent ON executions (agent, state) WHERE latest = 1;
CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    pid INTEGER NOT NULL,
    birth TEXT NOT NULL,
    jobs INTEGER NOT NULL,
    beat BIGINT NOT NULL,
    started DOUBLE PRECISION NOT NULL,
    seen DOUBLE PRECISION NOT NULL,
    gone DOUBLE PRECISION
);
CREATE INDEX agents_here ON agents (sweep) WHERE gone IS NULL;
CREATE TABLE points (
    sweep TEXT NOT NULL,
    trial INTEGER NOT NULL,
    part INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    metric TEXT NOT NULL,
    n BIGINT NOT NULL,
    step DOUBLE PRECISION,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (sweep, trial, part, attempt, metric, n),
    FOREIGN KEY (sweep, trial, part, attempt) REFERENCES executions (sweep, trial, part, attempt) ON DELETE CASCADE
);
CREATE INDEX points_by_band ON points (sweep, metric, n);
CREATE TABLE series (
    sweep TEXT NOT NULL,
    trial INTEGER NOT NULL,
    part INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    metric TEXT NOT NULL,
    count BIGINT NOT NULL,
    odd BIGINT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    last_step DOUBLE PRECISION,
    unit TEXT,
    final DOUBLE PRECISION,
    low DOUBLE PRECISION,
    low_n BIGINT,
    low_step DOUBLE PRECISION,
    high DOUBLE PRECISION,
    high_n BIGINT,
    high_step DOUBLE PRECISION,
    mean DOUBLE PRECISION,
    PRIMARY KEY (sweep, trial, part, attempt, metric),
    FOREIGN KEY (sweep, trial, part, attempt) REFERENCES executions (sweep, trial, part, attempt) ON DELETE CASCADE
);
CREATE INDEX series_by_low ON series (sweep, metric, low, trial);
CREATE INDEX series_by_high ON series (sweep, metric, high, trial);
CREATE INDEX series_by_final ON series (sweep, metric, final, trial);
CREATE INDEX series_by_mean ON series (sweep, metric, mean, trial);
CREATE TABLE priors (
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    params TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (sweep, number)
);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    trial INTEGER,
    at DOUBLE PRECISION NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX events_by_trial ON events (sweep, trial);
"""

# What an execution ran with.
_RECORDS = """
CREATE TABLE records (
    sweep TEXT NOT NULL,
    trial INTEGER NOT NULL,
    part INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (sweep, trial, part, attempt),
    FOREIGN KEY (sweep, trial, part, attempt) REFERENCES executions (sweep, trial, part, attempt) ON DELETE CASCADE
);
"""

# A queued execution with `not_before`, in wall-clock seconds, is not taken until then; `wait` is how long that was
# when it was queued, so that a clock that was set back makes nobody wait longer.
_BACKOFF = """
ALTER TABLE executions ADD COLUMN not_before DOUBLE PRECISION;
ALTER TABLE executions ADD COLUMN wait DOUBLE PRECISION;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _RECORDS, _BACKOFF)
VERSION = len(MIGRATIONS)
