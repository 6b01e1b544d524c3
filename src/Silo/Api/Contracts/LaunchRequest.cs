namespace Counterfactual.Silo.Api.Contracts;

/// <summary>
/// Asks a silo to launch a sweep. The silo parses the file itself; the client's reading of it counts for nothing.
/// </summary>
public sealed record LaunchRequest
{
    /// <summary>
    /// Name of the file as its author knows it; used in error messages and to resolve relative paths, never opened.
    /// </summary>
    public required string FileName { get; init; }

    /// <summary>The sweep file's text; at most 1 MiB.</summary>
    public required string Text { get; init; }

    /// <summary>Overrides <c>path=value</c>, applied in order.</summary>
    public IReadOnlyList<string> Overrides { get => field ?? []; init; }

    /// <summary>Whether to start over, leaving results of the same cells unused.</summary>
    public bool Fresh { get; init; }
}
