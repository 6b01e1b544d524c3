-- The one artifact store whose files this database points to.
CREATE TABLE artifact_store (
    only INTEGER NOT NULL CHECK (only = 1),
    id TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (only)
);
