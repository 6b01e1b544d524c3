namespace Counterfactual.Grains.Shards;

/// <summary>
/// One shard of a dataset: which file it is, what it contains decoded (fixed by the first silo that decoded it),
/// and who holds it.
/// </summary>
/// <param name="shard">Source, contents and holders.</param>
public sealed class ShardGrain([PersistentState("shard")] IPersistentState<ShardState> shard) : Grain, IShardGrain
{
    /// <inheritdoc/>
    public Task Register(ShardSource source)
    {
        var state = shard.State;
        if (state.Source?.Sha256 != source.Sha256)
        {
            state.Decoded = [];
        }

        state.Source = source;
        return shard.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task Forget() => shard.ClearStateAsync();

    /// <inheritdoc/>
    public Task Hold(string silo, string form, ShardContent content)
    {
        var state = shard.State;
        var known = state.Decoded.FirstOrDefault(decoded => decoded.Form == form);
        if (known is not null && known.Content != content)
        {
            throw new ShardMismatchException(
                $"shard {this.GetPrimaryKeyString()}: {silo} decoded {Describe(content)}, but it was recorded as "
                + $"{Describe(known.Content)}; every silo must read the same files with the same program");
        }

        if (known is not null && known.Silos.Contains(silo))
        {
            return Task.CompletedTask;
        }

        state.Decoded =
        [
            .. state.Decoded.Where(decoded => decoded.Form != form),
            new DecodedShard(form, content, [.. known?.Silos ?? [], silo]),
        ];
        return shard.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<ShardSnapshot> Get() => shard.RecordExists
        ? Task.FromResult(new ShardSnapshot(this.GetPrimaryKeyString(), shard.State.Source, shard.State.Decoded))
        : throw new GrainNotFoundException($"shard {this.GetPrimaryKeyString()} was not registered, and no silo has held it yet");

    private static string Describe(ShardContent content) => $"{content.Count} images with checksum {content.Sha256}";
}

/// <summary>What the shard grain remembers.</summary>
[GenerateSerializer, Alias("counterfactual.shard-state")]
public sealed class ShardState
{
    /// <summary>Which file the shard is; null where its images are generated.</summary>
    [Id(0)] public ShardSource? Source { get; set; }

    /// <summary>What was decoded from it, by form.</summary>
    [Id(1)] public IReadOnlyList<DecodedShard> Decoded { get; set; } = [];
}
