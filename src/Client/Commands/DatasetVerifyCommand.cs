using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Datasets;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual dataset verify NAME</c>: reads all files of a dataset again.</summary>
internal sealed class DatasetVerifyCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Dataset();

    public DatasetVerifyCommand(Terminal terminal, CommonOptions common)
        : base(
            "verify", "Reads all files of a dataset again and names those that are missing or not what was registered.",
            "counterfactual dataset verify imagenet-val")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var content = await connection.Client.GetDatasetAsync(parse.GetRequiredValue(name), stop);
        var status = new StatusLine(terminal.Error);
        var damage = await DatasetFiles.ReadAsync(() => DatasetVerification.Run(content, status.Show, stop), status, stop);
        var verified = new VerifiedDataset(content.Dataset.Name, damage);
        common.Print(parse, terminal.Output, verified, ConsoleJson.Default.VerifiedDataset, _ =>
        {
            foreach (var line in damage)
            {
                terminal.Output.WriteLine(line);
            }

            terminal.Output.WriteLine(damage.Count == 0
                ? $"dataset '{verified.Name}' is whole"
                : $"dataset '{verified.Name}' is damaged: {damage.Count} files");
        });
        return damage.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
