using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual artifact list [FOLDER]</c>: the stored files.</summary>
internal sealed class ArtifactListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string?> folder = new("FOLDER")
    {
        Description = "What the names begin with: a sweep, an experiment such as table/3, or 'models'. [default: all]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ArtifactListCommand(Terminal terminal, CommonOptions common)
        : base(
            "list", "Lists the stored files, and whether the database points to them.",
            "counterfactual artifact list", "counterfactual artifact list table/3")
    {
        this.terminal = terminal;
        this.common = common;
        Add(folder);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var artifacts = await connection.Client.ListArtifactsAsync(parse.GetValue(folder), stop);
        common.Print(parse, terminal.Output, artifacts, ApiJson.Default.IReadOnlyListArtifactDetails, _ =>
            terminal.Output.Write(ArtifactTable.Of(artifacts).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
