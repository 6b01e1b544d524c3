using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Shards;

/// <summary>One shard of a dataset: what it contains, fixed by the first silo that decoded it, and who holds it.</summary>
/// <param name="shard">Content and holders.</param>
public sealed class ShardGrain([PersistentState("shard")] IPersistentState<ShardState> shard) : Grain, IShardGrain
{
    /// <inheritdoc/>
    public Task Hold(string silo, ShardContent content)
    {
        var state = shard.State;
        if (state.Content is not null && state.Content != content)
        {
            throw new ShardMismatchException(
                $"shard {this.GetPrimaryKeyString()}: {silo} decoded {Describe(content)}, but it was recorded as "
                + $"{Describe(state.Content)}; every silo must read the same files with the same program");
        }

        if (state.Content is not null && state.Silos.Contains(silo))
        {
            return Task.CompletedTask;
        }

        state.Content = content;
        state.Silos = [.. state.Silos, silo];
        return shard.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<ShardSnapshot> Get()
    {
        var content = shard.State.Content
            ?? throw new GrainNotFoundException($"no silo has held shard {this.GetPrimaryKeyString()} yet");
        return Task.FromResult(new ShardSnapshot(this.GetPrimaryKeyString(), content, shard.State.Silos));
    }

    private static string Describe(ShardContent content) => $"{content.Count} images with checksum {content.Sha256}";
}

/// <summary>What the shard grain remembers.</summary>
[GenerateSerializer, Alias("counterfactual.shard-state")]
public sealed class ShardState
{
    /// <summary>What the shard contains; null before any silo held it.</summary>
    [Id(0)] public ShardContent? Content { get; set; }

    /// <summary>The silos that hold it decoded.</summary>
    [Id(1)] public IReadOnlyList<string> Silos { get; set; } = [];
}
