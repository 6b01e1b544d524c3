-- Whether anything waits that a device can run, however much waits that it cannot.
CREATE INDEX work_waiting_needs ON work (sweep, kind, memory) WHERE device IS NULL;
