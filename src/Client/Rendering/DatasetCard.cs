using System.Globalization;
using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Datasets;

namespace Counterfactual.Client.Rendering;

/// <summary>All about one dataset, for people.</summary>
internal static class DatasetCard
{
    /// <summary>A dataset in a line.</summary>
    public static string Summary(DatasetSnapshot dataset) => string.Create(
        CultureInfo.InvariantCulture,
        $"dataset '{dataset.Name}': {Images(dataset):N0} images of {dataset.Description.Classes.Count:N0} classes, "
        + $"{(dataset.Shards == 0 ? "not packed yet" : Figures.Count(dataset.Shards, "shard"))}");

    public static void Write(TerminalStream output, DatasetContent content)
    {
        var (dataset, shards) = content;
        output.WriteLine(Summary(dataset));
        output.WriteLine($"kind      {Words.Of(dataset.Description.Kind)}");
        output.WriteLine($"location  {dataset.Description.Location}");
        output.WriteLine($"classes   {dataset.Description.Classes[0]} to {dataset.Description.Classes[^1]}");
        if (dataset.Description.Mapping is { } mapping)
        {
            output.WriteLine($"mapping   {mapping.Classes.Count} classes onto {mapping.ImageNetClasses} of ImageNet");
        }

        if (dataset.Description.Sha256 is { } sha256)
        {
            output.WriteLine($"checksum  {sha256}");
            output.WriteLine();
            output.Write(new FittedTable()
                .Add("shard", shards.Select(shard => new Cell(Path.GetFileName(shard.Source!.Path))))
                .Add("images", shards.Select(shard => Number(shard.Source!.Images)), alignRight: true)
                .Add("bytes", shards.Select(shard => Number(shard.Source!.Bytes)), optional: 2, alignRight: true)
                .Add("decoded", shards.Select(shard => new Cell(string.Join("; ", shard.Decoded.Select(decoded =>
                    $"{decoded.Form} on {string.Join(", ", decoded.Silos)}")))), optional: 1)
                .Fit(output.Columns));
        }
    }

    private static Cell Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static long Images(DatasetSnapshot dataset) => dataset.Description.ImagesPerClass.Sum(count => (long)count);
}
