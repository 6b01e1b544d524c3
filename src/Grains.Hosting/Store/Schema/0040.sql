-- The silos that run experiments. Who holds a name has entered it under an instance of its own, and renews it as a lease.
CREATE TABLE silo (
    name TEXT NOT NULL,
    instance TEXT NOT NULL,
    home TEXT NOT NULL,
    place TEXT NOT NULL,
    started BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    activity TEXT NOT NULL,
    PRIMARY KEY (name)
);

-- Devices that are to finish and take nothing more.
CREATE TABLE drained_device (
    device TEXT NOT NULL,
    PRIMARY KEY (device)
) WITHOUT ROWID;
