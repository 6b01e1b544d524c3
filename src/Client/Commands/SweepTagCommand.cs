using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep tag SWEEP +paper -draft</c>: adds and removes tags.</summary>
internal sealed class SweepTagCommand : SweepVerbCommand
{
    private readonly Argument<string[]> tags = new("TAGS")
    {
        Description = "+TAG adds a tag, -TAG removes one.",
        Arity = ArgumentArity.OneOrMore,
    };

    public SweepTagCommand(Terminal terminal, CommonOptions common)
        : base(
            terminal, common, "tag", "Adds tags to a sweep and removes them; 'sweep list --tag' finds sweeps by them.",
            "counterfactual sweep tag table +paper -draft")
    {
        tags.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Length < 2 || token.Value[0] is not ('+' or '-')))
            {
                result.AddError($"'{token.Value}' is no change of a tag; expected +TAG or -TAG");
            }
        });
        Add(tags);
    }

    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop)
    {
        var changes = parse.GetRequiredValue(tags);
        return silo.AnnotateSweepAsync(
            sweep, new() { Add = [.. Of(changes, '+')], Remove = [.. Of(changes, '-')] }, stop);
    }

    private static IEnumerable<string> Of(string[] changes, char sign) =>
        changes.Where(change => change[0] == sign).Select(change => change[1..]);
}
