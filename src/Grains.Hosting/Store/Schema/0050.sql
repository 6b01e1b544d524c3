-- What early stopping decided, with all that each decision followed from.
CREATE TABLE rung (
    sweep TEXT NOT NULL,
    rung INTEGER NOT NULL,
    number INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    recorded INTEGER NOT NULL,
    better INTEGER NOT NULL,
    goes_on INTEGER NOT NULL,
    PRIMARY KEY (sweep, rung, number)
) WITHOUT ROWID;

CREATE INDEX rung_value ON rung (sweep, rung, value);

-- The rung at which a completed experiment was stopped; null where it came to its end.
ALTER TABLE experiment ADD COLUMN stopped_rung INTEGER;

ALTER TABLE experiment DROP COLUMN priority;
