using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep note SWEEP TEXT</c>: writes a note to a sweep.</summary>
internal sealed class SweepNoteCommand : SweepVerbCommand
{
    private readonly Argument<string> text = new("TEXT") { Description = "The note, in place of the one before; '' for none." };

    public SweepNoteCommand(Terminal terminal, CommonOptions common)
        : base(
            terminal, common, "note", "Writes a note to a sweep; 'sweep show -o json' and the report show it.",
            "counterfactual sweep note table \"first run with the new shards\"") =>
        Add(text);

    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.AnnotateSweepAsync(sweep, new() { Note = parse.GetRequiredValue(text) }, stop);
}
