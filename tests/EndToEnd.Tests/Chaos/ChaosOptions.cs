namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>How a run is disturbed.</summary>
internal sealed record ChaosOptions
{
    /// <summary>What is drawn at random is drawn from this.</summary>
    public required int Seed { get; init; }

    /// <summary>Silos, each with a home of its own. Default 3.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>CPU devices of each silo. Default 2.</summary>
    public int Devices { get; init; } = 2;

    /// <summary>Lines added to the experiments' history between one trouble and the next. Default 4.</summary>
    public int ProgressBetweenTroubles { get; init; } = 4;

    /// <summary>How long PostgreSQL is away at its two restarts. Default 0 and 20 s.</summary>
    public IReadOnlyList<TimeSpan> Outages { get; init; } = [TimeSpan.Zero, TimeSpan.FromSeconds(20)];

    /// <summary>After how long a run that has not ended is given up. Default 20 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(20);
}
