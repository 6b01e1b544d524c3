-- With sweep alone, SQLite counts the running experiments of a sweep by reading all that wait as well.
DROP INDEX work_running;

CREATE INDEX work_running ON work (sweep, device) WHERE device IS NOT NULL;
