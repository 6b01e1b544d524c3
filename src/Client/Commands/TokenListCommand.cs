using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual token list</c>: which tokens there are.</summary>
internal sealed class TokenListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public TokenListCommand(Terminal terminal, CommonOptions common)
        : base("list", "Lists the tokens by name, without the tokens themselves.", "counterfactual token list")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var tokens = await connection.Client.ListTokensAsync(stop);
        common.Print(parse, terminal.Output, tokens, ApiJson.Default.IReadOnlyListTokenDetails, _ =>
            terminal.Output.Write(TokenTable.Of(tokens).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
