using System.CommandLine;
using System.Globalization;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual artifact show NAME</c>: all about one stored file.</summary>
internal sealed class ArtifactShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = new("NAME") { Description = "Name of the file; see 'artifact list'." };

    public ArtifactShowCommand(Terminal terminal, CommonOptions common)
        : base(
            "show", "Shows a stored file: length, age, checksum, and whether it can go.",
            "counterfactual artifact show table/3/model-1.safetensors")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var wanted = parse.GetRequiredValue(name);
        var folder = wanted.LastIndexOf('/') is var slash and > 0 ? wanted[..slash] : null;
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var artifact = (await connection.Client.ListArtifactsAsync(folder, stop)).FirstOrDefault(each => each.Name == wanted)
            ?? throw new WrongRequestException(
                $"there is no stored file '{wanted}'; see '{common.Hint(parse, $"artifact list {folder}".TrimEnd())}'");
        common.Print(parse, terminal.Output, artifact, ApiJson.Default.ArtifactDetails, _ =>
        {
            terminal.Output.WriteLine($"name     {artifact.Name}");
            terminal.Output.WriteLine($"kind     {ArtifactTable.Kind(artifact)}");
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes    {artifact.Bytes}"));
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"written  {artifact.Written:u}"));
            terminal.Output.WriteLine($"SHA-256  {artifact.Sha256 ?? "not noted with it; the database has it"}");
            terminal.Output.WriteLine($"can go   {ArtifactTable.Verdict(artifact)}");
        });
        return ExitCode.Done;
    }
}
