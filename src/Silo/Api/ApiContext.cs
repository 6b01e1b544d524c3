using Counterfactual.Grains.Hosting;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Api;

/// <summary>What the API answers from.</summary>
internal sealed record ApiContext
{
    internal required string Silo { get; init; }

    internal required SiloHome Home { get; init; }

    internal required ApiOptions Options { get; init; }

    internal required GrainHost Grains { get; init; }

    internal required AccessTokens Tokens { get; init; }

    internal required IArtifactStore Artifacts { get; init; }

    internal required ArtifactCleaner Cleaner { get; init; }

    internal required LiveProgress Live { get; init; }

    internal required OtherSilos Others { get; init; }

    internal required LeaseKeeper Leases { get; init; }

    /// <summary>Null in a silo that only answers.</summary>
    internal required SiloTrainers? Trainers { get; init; }

    internal required ReportWriter Reports { get; init; }

    /// <summary>Whether the silo belongs to a console and ends with it.</summary>
    internal required bool IsEmbedded { get; init; }

    /// <summary>How long experiments get to checkpoint when the silo ends.</summary>
    internal required TimeSpan Grace { get; init; }

    /// <summary>Has the silo stop soon.</summary>
    internal required Action RequestStop { get; init; }

    /// <summary>Whether the silo has been told to stop.</summary>
    internal required Func<bool> IsStopping { get; init; }

    /// <summary>What the silo measures; null in one that only answers, and where OpenTelemetry is disabled.</summary>
    internal required SiloMetrics? Metrics { get; init; }

    internal DateTime Started { get; } = DateTime.UtcNow;
}
