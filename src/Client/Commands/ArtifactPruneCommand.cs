using System.CommandLine;
using System.Globalization;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual artifact prune</c>: removes stored files that nobody needs.</summary>
internal sealed class ArtifactPruneCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be removed." };

    public ArtifactPruneCommand(Terminal terminal, CommonOptions common)
        : base(
            "prune",
            "Removes stored files that no experiment points to and that are older than an hour, as silos do every hour.",
            "counterfactual artifact prune --dry-run")
    {
        this.terminal = terminal;
        this.common = common;
        Add(dryRun);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var pruned = await connection.Client.PruneArtifactsAsync(parse.GetValue(dryRun), stop);
        common.Print(parse, terminal.Output, pruned, ApiJson.Default.PrunedArtifacts, _ =>
        {
            if (pruned.Artifacts.Count > 0)
            {
                terminal.Output.Write(ArtifactTable.Of(pruned.Artifacts).Fit(terminal.Output.Columns));
            }

            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pruned.Artifacts.Count} files, {ArtifactTable.Size(pruned.Artifacts.Sum(artifact => artifact.Bytes))}: "
                + $"{(pruned.DryRun ? "would be removed" : "removed")}"));
        });
        return ExitCode.Done;
    }
}
