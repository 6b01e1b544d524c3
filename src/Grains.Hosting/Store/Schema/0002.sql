-- How the waiting experiments of a sweep that has not ended are to be taken: Open, Paused or Stopping.
CREATE TABLE sweep_queue (
    sweep TEXT NOT NULL,
    priority INTEGER NOT NULL,
    max_concurrent INTEGER,
    mode TEXT NOT NULL,
    PRIMARY KEY (sweep)
) WITHOUT ROWID;

INSERT INTO sweep_queue (sweep, priority, mode) SELECT sweep, max(priority), 'Open' FROM work GROUP BY sweep;

DROP INDEX work_waiting;

ALTER TABLE work DROP COLUMN priority;

CREATE INDEX work_waiting ON work (sweep, enqueued, number) WHERE device IS NULL;

CREATE INDEX work_running ON work (sweep) WHERE device IS NOT NULL;
