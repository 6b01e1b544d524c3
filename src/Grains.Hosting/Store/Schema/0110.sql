-- Each index of completed experiments serves one question alone. Otherwise PostgreSQL, which plans while nothing has completed
-- yet and all of them look alike, may answer one by reading the whole of another.
DROP INDEX experiment_completed_cell;

CREATE INDEX experiment_completed_cell ON experiment (cell)
    WHERE status = 'Completed' AND reused_from IS NULL AND stopped_rung IS NULL;

DROP INDEX experiment_completed_device;

CREATE INDEX experiment_completed_device ON experiment (device) WHERE status = 'Completed' AND device IS NOT NULL;
