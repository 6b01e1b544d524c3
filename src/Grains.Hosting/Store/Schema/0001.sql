-- Both databases read this file; PostgreSQL, which keeps every table in the same way, leaves out WITHOUT ROWID.
-- Times are milliseconds since 1970 UTC, on the database's clock: now_ms().

CREATE TABLE grain_state (
    grain TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (grain, key, name)
) WITHOUT ROWID;

-- The experiment grain's state; position is the experiment's place in its sweep's table, null once the sweep dropped it.
CREATE TABLE experiment (
    sweep TEXT NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER,
    cell TEXT NOT NULL,
    point TEXT NOT NULL,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    epoch BIGINT NOT NULL,
    device TEXT,
    queued BIGINT NOT NULL,
    started BIGINT,
    ended BIGINT,
    checkpoint TEXT,
    result TEXT,
    last_failure TEXT,
    reused_from TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (sweep, number)
);

CREATE INDEX experiment_status ON experiment (sweep, status) WHERE position IS NOT NULL;

CREATE INDEX experiment_completed_cell ON experiment (cell) WHERE status = 'Completed';

CREATE INDEX experiment_completed_device ON experiment (device) WHERE status = 'Completed';

-- One row for each experiment that waits (device is null) or runs under a lease.
CREATE TABLE work (
    sweep TEXT NOT NULL,
    number INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    enqueued BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    kind TEXT,
    memory BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    device TEXT,
    expires BIGINT,
    PRIMARY KEY (sweep, number)
) WITHOUT ROWID;

CREATE INDEX work_waiting ON work (priority DESC, enqueued, sweep, number) WHERE device IS NULL;

CREATE INDEX work_leased ON work (device) WHERE device IS NOT NULL;

CREATE TABLE metric (
    sweep TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    step INTEGER NOT NULL,
    value DOUBLE PRECISION, -- null is not-a-number, which SQLite cannot hold
    PRIMARY KEY (sweep, number, name, step)
) WITHOUT ROWID;

CREATE TABLE reminder (
    grain TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    first_due BIGINT NOT NULL,
    period BIGINT NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (grain, key, name)
) WITHOUT ROWID;

CREATE INDEX reminder_due ON reminder (due);
