-- What silos hold decoded is told again when it is used next, by form.
DELETE FROM grain_state WHERE grain = 'counterfactual.shard';
