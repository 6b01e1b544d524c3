using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Grains.Datasets;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Datasets;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.ImageFolders;

namespace Counterfactual.Client.Commands;

/// <summary>
/// <c>counterfactual dataset pack NAME --out DIR</c>: packs a registered image folder or idx pair into shards,
/// and registers those.
/// </summary>
internal sealed class DatasetPackCommand : ConsoleCommand
{
    private static readonly PackOptions Usual = new();

    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Dataset();

    private readonly Option<string> output = new("--out")
    {
        Description = "Directory for the shards; made if need be.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> newName = new("--name")
    {
        Description = "Name of the packed dataset. [default: NAME, in place of what was packed]",
        HelpName = "NAME",
    };

    private readonly WholeNumberOption shardImages =
        new("--shard-images", "Images a shard at most.", Usual.ImagesPerShard, least: 1);

    private readonly Option<long> shardSize = new("--shard-size")
    {
        Description = "Bytes of images a shard at most, such as 512MiB. [default: 1GiB]",
        HelpName = "SIZE",
        DefaultValueFactory = _ => Usual.BytesPerShard,
        CustomParser = argument => ByteSizeOption.Parse("--shard-size", argument),
    };

    public DatasetPackCommand(Terminal terminal, CommonOptions common)
        : base(
            "pack",
            "Packs the images of a registered dataset into shards and registers those. The same images give the same bytes.",
            "counterfactual dataset pack imagenet-val --out /data/shards/imagenet-val",
            "counterfactual dataset pack imagenet-train --out /data/shards/imagenet-train --shard-images 5000")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        Add(output);
        Add(newName);
        Add(shardImages);
        Add(shardSize);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var target = DatasetFiles.RequireName(parse.GetValue(newName) ?? parse.GetRequiredValue(name));
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var found = await connection.Client.GetDatasetAsync(parse.GetRequiredValue(name), stop);
        var status = new StatusLine(terminal.Error);

        // Packing hears of the end by itself: it removes the shard that it was writing.
        var registration = await DatasetFiles.ReadAsync(
            () => Pack(parse, found.Dataset, target, status, stop), status, CancellationToken.None);
        var content = await connection.Client.RegisterDatasetAsync(target, registration, stop);
        common.Print(parse, terminal.Output, content, ApiJson.Default.DatasetContent, _ =>
            terminal.Output.WriteLine(DatasetCard.Summary(content.Dataset)));
        return ExitCode.Done;
    }

    private DatasetRegistration Pack(
        ParseResult parse, DatasetSnapshot dataset, string target, StatusLine status, CancellationToken stop)
    {
        var directory = Path.GetFullPath(parse.GetRequiredValue(output));
        var images = Images(dataset);
        if (!images.Classes.SequenceEqual(dataset.Description.Classes, StringComparer.Ordinal)
            || !images.ImagesPerClass.SequenceEqual(dataset.Description.ImagesPerClass))
        {
            throw new WrongRequestException(
                $"{dataset.Description.Location} has other images than when it was registered; "
                    + "register it again with 'dataset add'");
        }

        status.Show($"packing {images.Count} images into {directory}");
        var options = new PackOptions { ImagesPerShard = parse.GetValue(shardImages), BytesPerShard = parse.GetValue(shardSize) };
        var packed = ShardPacker.Pack(images, target, directory, options, stop);
        return DatasetRegistrations.Of(
            new DatasetSource
            {
                Name = target,
                Classes = packed.Classes,
                ImagesPerClass = images.ImagesPerClass,
                Shards = [.. packed.Shards.Select(shard =>
                    new DatasetShard(Path.Combine(directory, shard.File), shard.Sha256, shard.Images, shard.Bytes))],
                ObjectNet = DatasetRegistrations.MappingOf(dataset.Description),
            },
            directory);
    }

    private static ILabelledImages Images(DatasetSnapshot dataset) => dataset.Description.Kind switch
    {
        DatasetKind.ImageFolder =>
            DatasetFiles.ScanFolder(dataset.Description.Location, DatasetRegistrations.MappingOf(dataset.Description)),
        DatasetKind.Idx => IdxDataset.Open(dataset.Description.Location, dataset.Description.Classes),
        _ => throw new WrongRequestException(
            $"dataset '{dataset.Name}' consists of shards already; expected an image folder or idx files"),
    };
}
