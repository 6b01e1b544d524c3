using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Artifacts;

/// <summary>
/// Removes from an artifact store what nobody needs any more: checkpoints, models, predictions and galleries that no experiment
/// points to, and what dead writers left behind. An object is removed only when it is old, has a name that the silos give, and
/// belongs to an experiment that the database knows while nothing in it mentions the object; so any number of silos may clean one
/// store while others write to it.
/// </summary>
/// <param name="artifacts">The store.</param>
/// <param name="pointers">What the database says.</param>
/// <param name="keep">How long checkpoints of failed and cancelled experiments, and damaged ones, are kept.</param>
/// <param name="clock">Tells how old something is; null for the machine's.</param>
internal sealed class ArtifactCleaner(
    IArtifactStore artifacts, CheckpointPointers pointers, TimeSpan keep, TimeProvider? clock = null)
{
    private static readonly (string Prefix, string Extension)[] Written =
    [
        ("checkpoint-", ".safetensors"), ("model-", ".safetensors"), ("predictions-", PredictionFile.Extension),
        ("gallery-", ".json"),
    ];

    /// <summary>What is younger may be about to be pointed to: far longer than any writer takes from file to pointer.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Removes what can go now.</summary>
    /// <returns>What was removed.</returns>
    internal async Task<IReadOnlyList<StoredArtifact>> CleanAsync(CancellationToken cancellation = default)
    {
        await pointers.ForgetAsync(keep, cancellation);
        List<StoredArtifact> removed = [];
        foreach (var garbage in await FindGarbageAsync(cancellation))
        {
            if (await artifacts.RemoveAsync(garbage, cancellation))
            {
                removed.Add(garbage);
            }
        }

        return removed;
    }

    /// <summary>What can go now.</summary>
    internal async Task<IReadOnlyList<StoredArtifact>> FindGarbageAsync(CancellationToken cancellation = default)
    {
        List<StoredArtifact> garbage = [];
        await foreach (var listed in artifacts.ListAsync(cancellation: cancellation))
        {
            if (await JudgeAsync(listed, cancellation) == ArtifactVerdict.Garbage)
            {
                garbage.Add(listed);
            }
        }

        return garbage;
    }

    /// <summary>Whether an object can go now.</summary>
    internal async Task<ArtifactVerdict> JudgeAsync(StoredArtifact listed, CancellationToken cancellation = default)
    {
        if (ExperimentOf(listed.Name) is not { } experiment || !IsCleaned(listed))
        {
            return ArtifactVerdict.Unknown;
        }

        var limit = listed.Kind == ArtifactKind.Damaged && keep > Grace ? keep : Grace;
        var isYoung = (clock ?? TimeProvider.System).GetUtcNow() - listed.Written < limit;
        return listed.Kind == ArtifactKind.Whole && await pointers.IsNeededAsync(experiment, listed.Name, cancellation)
            ? ArtifactVerdict.Needed
            : isYoung ? ArtifactVerdict.Young : ArtifactVerdict.Garbage;
    }

    private static bool IsCleaned(StoredArtifact listed)
    {
        var file = listed.Name[(listed.Name.LastIndexOf('/') + 1)..];
        return listed.Kind != ArtifactKind.Whole || Written.Any(kind =>
            file.StartsWith(kind.Prefix, StringComparison.Ordinal) && file.EndsWith(kind.Extension, StringComparison.Ordinal));
    }

    private static ExperimentKey? ExperimentOf(string name) =>
        name.Split('/') is [var sweep, var number, _] && ExperimentKey.TryParse($"{sweep}/{number}", out var key) ? key : null;
}
