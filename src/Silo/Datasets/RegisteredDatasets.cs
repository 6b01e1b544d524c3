using System.Collections.Concurrent;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Runtime;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Datasets;

/// <summary>Tells trainers where the shards of the datasets lie that an experiment names.</summary>
internal sealed class RegisteredDatasets(IGrainFactory grains)
{
    // What a checksum stands for never changes; where its files lie may, so the newest registration is asked for first.
    private readonly ConcurrentDictionary<string, (DatasetSnapshot Snapshot, DatasetSource Source)> known = new();

    /// <summary>The datasets that settings name and the registry knows; the trainer tells what is missing.</summary>
    /// <param name="settings">The settings as JSON text; those that cannot be read name none.</param>
    internal async Task<IReadOnlyDictionary<string, DatasetSource>> NamedInAsync(string settings)
    {
        Dictionary<string, DatasetSource> sources = [];
        foreach (var name in NamesIn(settings))
        {
            if (await FindAsync(name) is { } source)
            {
                sources[name] = source;
            }
        }

        return sources;
    }

    private static IEnumerable<string> NamesIn(string settings)
    {
        try
        {
            return ExperimentSettings.FromJson(settings).Data.ImageNet?.DatasetNames ?? [];
        }
        catch (ExperimentException)
        {
            return [];
        }
    }

    private async Task<DatasetSource?> FindAsync(string name)
    {
        try
        {
            var grain = grains.GetGrain<IDatasetGrain>(name);
            var snapshot = await grain.Get();
            if (known.TryGetValue(name, out var last) && last.Snapshot.Description.Sha256 == snapshot.Description.Sha256
                && last.Snapshot.Description.Location == snapshot.Description.Location)
            {
                return last.Source;
            }

            var source = ToSource(await grain.GetContent());
            known[name] = (snapshot, source);
            return source;
        }
        catch (GrainNotFoundException)
        {
            return null;
        }
    }

    private static DatasetSource ToSource(DatasetContent content) => new()
    {
        Name = content.Dataset.Name,
        Classes = content.Dataset.Description.Classes,
        ImagesPerClass = content.Dataset.Description.ImagesPerClass,
        Shards = [.. content.Shards.Select(shard => shard.Source!).Select(source =>
            new DatasetShard(source.Path, source.Sha256, source.Images, source.Bytes))],
        ObjectNet = DatasetRegistrations.MappingOf(content.Dataset.Description),
    };
}
