namespace Counterfactual.Grains.Shards;

/// <summary>One shard of a dataset; key <c>dataset/number</c>.</summary>
[Alias("counterfactual.shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Records which file the shard is. What was decoded from another file is forgotten.</summary>
    Task Register(ShardSource source);

    /// <summary>Removes all that is known of the shard.</summary>
    Task Forget();

    /// <summary>
    /// Records that a silo holds the shard decoded. The first report of a form fixes what the shard contains in it; a later one
    /// that differs is refused, since every experiment must see the same bits.
    /// </summary>
    /// <param name="silo">Name of the silo.</param>
    /// <param name="form">How the images were preprocessed, in a word such as <c>224px</c>.</param>
    /// <param name="content">What the shard contains in that form.</param>
    /// <exception cref="ShardMismatchException">Checksum or count differ from those recorded.</exception>
    Task Hold(string silo, string form, ShardContent content);

    /// <summary>The shard as it stands.</summary>
    /// <exception cref="GrainNotFoundException">It was not registered, and no silo has held it yet.</exception>
    [ReadOnly] Task<ShardSnapshot> Get();
}

/// <summary>The file that a shard is.</summary>
/// <param name="Path">Absolute path of the WebDataset archive.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the archive.</param>
/// <param name="Images">Images in it; positive.</param>
/// <param name="Bytes">Length of the archive.</param>
[GenerateSerializer, Alias("counterfactual.shard-source")]
public sealed record ShardSource(
    [property: Id(0)] string Path, [property: Id(1)] string Sha256, [property: Id(2)] int Images, [property: Id(3)] long Bytes);

/// <summary>What a shard contains, decoded.</summary>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its decoded images and labels.</param>
/// <param name="Count">Images.</param>
/// <param name="Bytes">Length of the decoded file.</param>
[GenerateSerializer, Alias("counterfactual.shard-content")]
public sealed record ShardContent([property: Id(0)] string Sha256, [property: Id(1)] int Count, [property: Id(2)] long Bytes);

/// <summary>A shard decoded in one form.</summary>
/// <param name="Form">How the images were preprocessed, in a word such as <c>224px</c>.</param>
/// <param name="Content">What it contains.</param>
/// <param name="Silos">The silos that hold it.</param>
[GenerateSerializer, Alias("counterfactual.decoded-shard")]
public sealed record DecodedShard(
    [property: Id(0)] string Form, [property: Id(1)] ShardContent Content, [property: Id(2)] IReadOnlyList<string> Silos);

/// <summary>A shard as it stood when it was read.</summary>
/// <param name="Id">Key of the shard: <c>dataset/number</c>.</param>
/// <param name="Source">Which file it is; null where its images are generated.</param>
/// <param name="Decoded">What was decoded from it, by form.</param>
[GenerateSerializer, Alias("counterfactual.shard-snapshot")]
public sealed record ShardSnapshot(
    [property: Id(0)] string Id, [property: Id(1)] ShardSource? Source, [property: Id(2)] IReadOnlyList<DecodedShard> Decoded);
