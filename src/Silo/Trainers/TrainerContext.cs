using Counterfactual.Grains.Runtime;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Datasets;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Models;

namespace Counterfactual.Silo.Trainers;

/// <summary>What the devices of a silo share.</summary>
internal sealed record TrainerContext
{
    internal required string Silo { get; init; }

    internal required SiloHome Home { get; init; }

    internal required TrainerOptions Options { get; init; }

    internal required IClusterClient Grains { get; init; }

    internal required LeaseKeeper Leases { get; init; }

    internal required IArtifactStore Artifacts { get; init; }

    internal required ModelLibrary Models { get; init; }

    internal required LiveProgress Live { get; init; }

    internal required RegisteredDatasets Datasets { get; init; }

    /// <summary>Bytes that decoded shards may take; null for no limit.</summary>
    internal required long? CacheLimit { get; init; }

    internal required ILogger Log { get; init; }

    /// <summary>
    /// Completes when work may have come since the call, at the latest after <see cref="TrainerOptions.Poll"/>.
    /// </summary>
    internal required Func<CancellationToken, Task> NextWork { get; init; }

    /// <summary>Called with a sweep's id after one of its experiments may have ended.</summary>
    internal required Action<string> ExperimentEnded { get; init; }

    /// <summary>Cancelled at the end of a shutdown's time: whatever is not done by then is left to the next start.</summary>
    internal CancellationToken Abandoned { get; init; }

    internal HeldShards Shards { get; } = new();
}
