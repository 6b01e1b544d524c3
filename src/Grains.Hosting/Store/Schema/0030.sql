-- training is the identity of an experiment's fine-tuned weights, where they are kept; fine_tuned the weights that it is to
-- evaluate; evaluation what is known of its evaluation in parts. Parts are rows of their own with negative numbers.
ALTER TABLE experiment ADD COLUMN training TEXT;

ALTER TABLE experiment ADD COLUMN fine_tuned TEXT;

ALTER TABLE experiment ADD COLUMN evaluation TEXT;

CREATE INDEX experiment_training ON experiment (training) WHERE status = 'Completed' AND training IS NOT NULL;
