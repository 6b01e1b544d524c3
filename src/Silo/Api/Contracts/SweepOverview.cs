namespace Counterfactual.Silo.Api.Contracts;

/// <summary>What is to be known of a sweep before its experiments and rows are looked at, page by page.</summary>
public sealed record SweepOverview
{
    /// <summary>Where it stands.</summary>
    public required SweepSummary Sweep { get; init; }

    /// <summary>The sweep file's text with all overrides applied.</summary>
    public required string File { get; init; }

    /// <summary>Names of its experiments' parameters, in display order.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>Names of the test sets of which there are results, in the study's order.</summary>
    public required IReadOnlyList<string> TestSets { get; init; }

    /// <summary>Rows of its table.</summary>
    public required int Rows { get; init; }

    /// <summary>
    /// The figures that can be drawn of its table now; none while too few rows are complete, or where there are too many.
    /// </summary>
    public required IReadOnlyList<FigureDetails> Figures { get; init; }
}

/// <summary>A figure of a sweep's table.</summary>
/// <param name="Name">By which it is asked for: lower-case letters, digits and dashes.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Caption">What is to be known to read it; also the text for those who cannot see it.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record FigureDetails(string Name, string Title, string Caption, int Width, int Height);
