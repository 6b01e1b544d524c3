using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Shards;

/// <summary>One shard of a dataset; key <c>dataset/number</c>.</summary>
[Alias("counterfactual.shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Records that a silo holds the shard decoded. The first report fixes what the shard contains; a later one that differs
    /// is refused, since every experiment must see the same bits.
    /// </summary>
    /// <exception cref="ShardMismatchException">Checksum or count differ from those recorded.</exception>
    Task Hold(string silo, ShardContent content);

    /// <summary>The shard as it stands.</summary>
    /// <exception cref="GrainNotFoundException">No silo has held the shard yet.</exception>
    [ReadOnly] Task<ShardSnapshot> Get();
}

/// <summary>What a shard contains.</summary>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its decoded images and labels.</param>
/// <param name="Count">Images.</param>
/// <param name="Bytes">Length of the decoded file.</param>
[GenerateSerializer, Alias("counterfactual.shard-content")]
public sealed record ShardContent([property: Id(0)] string Sha256, [property: Id(1)] int Count, [property: Id(2)] long Bytes);

/// <summary>A shard as it stood when it was read.</summary>
/// <param name="Id">Key of the shard: <c>dataset/number</c>.</param>
/// <param name="Content">What it contains.</param>
/// <param name="Silos">The silos that hold it decoded.</param>
[GenerateSerializer, Alias("counterfactual.shard-snapshot")]
public sealed record ShardSnapshot(
    [property: Id(0)] string Id, [property: Id(1)] ShardContent Content, [property: Id(2)] IReadOnlyList<string> Silos);
