namespace Counterfactual.Grains.Experiments;

/// <summary>How often an experiment was changed.</summary>
/// <param name="Number">The experiment's number within its sweep.</param>
/// <param name="Position">Its place in the sweep's table, from 0; changes without a new version.</param>
/// <param name="Version">Grows with each change of what an <see cref="ExperimentSnapshot"/> tells.</param>
public readonly record struct ExperimentVersion(int Number, int Position, long Version);
