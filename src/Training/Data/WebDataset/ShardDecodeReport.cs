namespace Counterfactual.Training.Data.WebDataset;

/// <summary>What came of decoding a shard.</summary>
/// <param name="Images">Images decoded.</param>
/// <param name="BadImages">Images left out, in the shard's order.</param>
/// <param name="Mislabelled">Images decoded whose name says JPEG but whose content is PNG, or the other way round.</param>
public sealed record ShardDecodeReport(int Images, IReadOnlyList<BadImage> BadImages, int Mislabelled);
