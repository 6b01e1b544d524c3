namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Everything about one sweep: what <c>sweep show -o json</c> prints.</summary>
public sealed record SweepDetails
{
    /// <summary>Where it stands.</summary>
    public required SweepSummary Sweep { get; init; }

    /// <summary>The sweep file's text with all overrides applied.</summary>
    public required string File { get; init; }

    /// <summary>Its experiments, in the order of their numbers.</summary>
    public required IReadOnlyList<ExperimentDetails> Experiments { get; init; }

    /// <summary>
    /// The table: mean, standard deviation and n over seeds; rows without a finished experiment are there, empty.
    /// </summary>
    public required IReadOnlyList<TableRow> Rows { get; init; }
}
