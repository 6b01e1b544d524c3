-- Where the pictures of an experiment's epochs are stored: artifact is the reference as JSON.
CREATE TABLE gallery (
    sweep TEXT NOT NULL,
    number INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    artifact TEXT NOT NULL,
    PRIMARY KEY (sweep, number, epoch)
) WITHOUT ROWID;
