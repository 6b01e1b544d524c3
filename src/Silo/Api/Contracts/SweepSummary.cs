using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>One line of the list of sweeps.</summary>
public sealed record SweepSummary
{
    /// <summary>The sweep's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required SweepStatus Status { get; init; }

    /// <summary>How many experiments stand where.</summary>
    public required ExperimentCounts Counts { get; init; }

    /// <summary>When it was first launched (database clock, UTC).</summary>
    public required DateTime Created { get; init; }

    /// <summary>When its last experiment ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>What people wrote about it; empty for nothing.</summary>
    public string Note { get => field ?? ""; init; } = "";

    /// <summary>Words by which people find it, in alphabetical order.</summary>
    public IReadOnlyList<string> Tags { get => field ?? []; init; } = [];

    /// <summary>
    /// Who launched it first: the name of a token, or of the user of the silo's home; null where that is not known.
    /// </summary>
    public string? Owner { get; init; }
}
