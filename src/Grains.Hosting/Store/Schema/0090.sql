-- The span above the experiment's own, as W3C traceparent: its sweep's, or for a part of an evaluation that of the whole.
ALTER TABLE experiment ADD COLUMN trace TEXT;
