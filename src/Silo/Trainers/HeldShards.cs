using System.Collections.Concurrent;
using Counterfactual.Grains.Shards;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Shards that this silo has said it holds: each is told to its grain once.</summary>
internal sealed class HeldShards
{
    private readonly ConcurrentDictionary<(string Shard, string Form), ShardContent> told = new();

    /// <exception cref="ShardMismatchException">Another silo holds a shard of this key with other content.</exception>
    internal async Task HoldAsync(TrainerContext context, PreparedShard shard)
    {
        var key = $"{shard.Dataset}/{shard.Number}";
        var content = new ShardContent(shard.Sha256, shard.Count, shard.Bytes);
        if (told.GetValueOrDefault((key, shard.Form)) != content)
        {
            await context.Grains.GetGrain<IShardGrain>(key).Hold(context.Silo, shard.Form, content);
            told[(key, shard.Form)] = content;
        }
    }
}
