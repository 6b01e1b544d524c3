using System.CommandLine;
using System.CommandLine.Parsing;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Grains.Datasets;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Datasets;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual dataset add NAME --kind KIND PATH</c>: registers a dataset.</summary>
internal sealed class DatasetAddCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Dataset();

    private readonly Argument<string> path = new("PATH")
    {
        Description = "imagefolder: directory with a folder a class; webdataset: directory of .tar shards; idx: the file of "
            + "images, beside which its labels lie.",
    };

    private readonly Option<DatasetKind> kind = new("--kind")
    {
        Description = "How the files are laid out.",
        HelpName = "imagefolder|webdataset|idx",
        Required = true,
        CustomParser = ParseKind,
    };

    private readonly Option<string?> classes = new("--classes")
    {
        Description = "Names of the classes in a text file, one a line; for shards without dataset.json, and for idx.",
        HelpName = "FILE",
    };

    private readonly Option<string?> mapping = new("--mapping")
    {
        Description = "ObjectNet only: its directory 'mappings', with the files that say which ImageNet classes its folders "
            + "stand for.",
        HelpName = "DIR",
    };

    public DatasetAddCommand(Terminal terminal, CommonOptions common)
        : base(
            "add",
            "Registers a dataset. Image folders and idx files must be packed into shards before experiments can read them.",
            "counterfactual dataset add imagenet-val --kind imagefolder /data/imagenet/val",
            "counterfactual dataset add objectnet --kind imagefolder /data/objectnet/images --mapping /data/objectnet/mappings",
            "counterfactual dataset add birds --kind webdataset /data/birds --classes birds.txt")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        Add(path);
        Add(kind);
        Add(classes);
        Add(mapping);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var dataset = DatasetFiles.RequireName(parse.GetRequiredValue(name));
        var status = new StatusLine(terminal.Error);
        var registration = await DatasetFiles.ReadAsync(() => Look(parse, dataset, status, stop), status, stop);
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var content = await connection.Client.RegisterDatasetAsync(dataset, registration, stop);
        common.Print(parse, terminal.Output, content, ApiJson.Default.DatasetContent, _ =>
        {
            terminal.Output.WriteLine(DatasetCard.Summary(content.Dataset));
            if (content.Dataset.Shards == 0)
            {
                terminal.Output.WriteLine($"next: {common.Hint(parse, $"dataset pack {dataset} --out DIR")}");
            }
        });
        return ExitCode.Done;
    }

    private DatasetRegistration Look(ParseResult parse, string dataset, StatusLine status, CancellationToken stop)
    {
        var where = parse.GetRequiredValue(path);
        var names = parse.GetValue(classes) is { } file ? ClassNames.Load(file) : null;
        var objectNet = parse.GetValue(mapping) is { } directory ? ObjectNetMapping.Load(directory) : null;
        switch (parse.GetValue(kind))
        {
            case DatasetKind.ImageFolder when names is not null:
                throw new WrongRequestException(
                    "--classes: an image folder's classes are its folders' names; expected no such option");
            case DatasetKind.ImageFolder:
                status.Show($"looking through {where}");
                return DatasetRegistrations.Of(DatasetFiles.ScanFolder(where, objectNet), objectNet);
            case DatasetKind.Idx:
                return DatasetRegistrations.Of(IdxDataset.Open(where, names));
            default:
                return DatasetRegistrations.Of(
                    WebDatasetDirectory.Scan(
                        dataset, where, names, objectNet,
                        (number, all, shard) => status.Show($"shard {number} of {all}: {Path.GetFileName(shard)}"), stop),
                    where);
        }
    }

    private static DatasetKind ParseKind(ArgumentResult argument)
    {
        switch (argument.Tokens[0].Value)
        {
            case "imagefolder":
                return DatasetKind.ImageFolder;
            case "webdataset":
                return DatasetKind.WebDataset;
            case "idx":
                return DatasetKind.Idx;
            default:
                argument.AddError($"unknown kind '{argument.Tokens[0].Value}'; expected imagefolder, webdataset or idx");
                return default;
        }
    }
}
