using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Shards;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Asks a silo to register a dataset that was looked through.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Shards">Its shards in order; none where it is not packed.</param>
public sealed record DatasetRegistration(DatasetDescription Description, IReadOnlyList<ShardSource> Shards);
