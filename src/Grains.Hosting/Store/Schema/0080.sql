-- The newest attempts of an experiment, oldest first, as JSON; null before the first.
ALTER TABLE experiment ADD COLUMN history TEXT;
