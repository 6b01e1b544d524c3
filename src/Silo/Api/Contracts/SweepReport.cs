namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Report files of a sweep, written anew from what is known now.</summary>
/// <param name="Directory">Absolute path of the directory that holds them.</param>
/// <param name="Files">Names of the files within it, such as <c>report.md</c> and <c>results.csv</c>.</param>
public sealed record SweepReport(string Directory, IReadOnlyList<string> Files);
