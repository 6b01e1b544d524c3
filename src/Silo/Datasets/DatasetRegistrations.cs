using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Shards;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Silo.Datasets;

/// <summary>What is told to the registry of datasets that were looked through.</summary>
public static class DatasetRegistrations
{
    /// <summary>Of a dataset of WebDataset shards in a directory.</summary>
    public static DatasetRegistration Of(DatasetSource source, string directory)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DatasetRegistration(
            new DatasetDescription
            {
                Kind = DatasetKind.WebDataset,
                Location = Path.GetFullPath(directory),
                Classes = source.Classes,
                ImagesPerClass = source.ImagesPerClass,
                Sha256 = source.Checksum(),
                Mapping = Mapping(source.ObjectNet),
            },
            [.. source.Shards.Select(shard => new ShardSource(shard.Path, shard.Sha256, shard.Images, shard.Bytes))]);
    }

    /// <summary>Of an image folder, which is not packed yet.</summary>
    public static DatasetRegistration Of(ImageFolder folder, ObjectNetMapping? mapping)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return NotPacked(DatasetKind.ImageFolder, folder.Root, folder, mapping);
    }

    /// <summary>Of a pair of idx files, which is not packed yet.</summary>
    public static DatasetRegistration Of(IdxDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return NotPacked(DatasetKind.Idx, dataset.Path, dataset, mapping: null);
    }

    /// <summary>ObjectNet's mapping as it was registered; null for other datasets.</summary>
    public static ObjectNetMapping? MappingOf(DatasetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Mapping is { } mapping ? new ObjectNetMapping(mapping.Classes, mapping.ImageNetClasses) : null;
    }

    private static DatasetRegistration NotPacked(
        DatasetKind kind, string location, ILabelledImages images, ObjectNetMapping? mapping) => new(
        new DatasetDescription
        {
            Kind = kind,
            Location = Path.GetFullPath(location),
            Classes = images.Classes,
            ImagesPerClass = images.ImagesPerClass,
            Mapping = Mapping(mapping),
        },
        []);

    private static ClassMapping? Mapping(ObjectNetMapping? mapping) =>
        mapping is null ? null : new ClassMapping(mapping.Classes, mapping.ImageNetClasses);
}
