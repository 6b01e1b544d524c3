using System.Globalization;
using Counterfactual.Grains.Datasets;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each dataset.</summary>
internal static class DatasetTable
{
    private const int ShownOfChecksum = 12;

    public static FittedTable Of(IReadOnlyList<DatasetSnapshot> datasets) => new FittedTable()
        .Add("dataset", datasets.Select(dataset => new Cell(dataset.Name)))
        .Add("kind", datasets.Select(dataset => new Cell(Words.Of(dataset.Description.Kind))), optional: 1)
        .Add(
            "images", datasets.Select(dataset => Number(dataset.Description.ImagesPerClass.Sum(count => (long)count))),
            alignRight: true)
        .Add("classes", datasets.Select(dataset => Number(dataset.Description.Classes.Count)), alignRight: true)
        .Add(
            "shards", datasets.Select(dataset => dataset.Shards == 0 ? new Cell("not packed") : Number(dataset.Shards)),
            alignRight: true)
        .Add("checksum", datasets.Select(dataset => new Cell(dataset.Description.Sha256?[..ShownOfChecksum] ?? "")), optional: 2)
        .Add("location", datasets.Select(dataset => new Cell(dataset.Description.Location)), optional: 3);

    private static Cell Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
