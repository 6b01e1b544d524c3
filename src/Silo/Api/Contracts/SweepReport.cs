namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Report files of a sweep.</summary>
/// <param name="Directory">Absolute path, on the silo's machine, of the directory that holds them.</param>
/// <param name="Files">Names of the files within it, such as <c>report.html</c> and <c>figures/trade-off.svg</c>.</param>
public sealed record SweepReport(string Directory, IReadOnlyList<string> Files)
{
    /// <summary>Why something is missing, and what would help; null where nothing is.</summary>
    public string? Remark { get; init; }
}
