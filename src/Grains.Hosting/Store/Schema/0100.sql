-- The one artifact store whose files this database points to.
CREATE TABLE artifact_store (
    number INTEGER NOT NULL CHECK (number = 1),
    id TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (number)
);
