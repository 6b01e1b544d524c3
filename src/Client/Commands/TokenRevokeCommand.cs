using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual token revoke NAME</c>: a token that is valid no more.</summary>
internal sealed class TokenRevokeCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Token();

    public TokenRevokeCommand(Terminal terminal, CommonOptions common)
        : base(
            "revoke",
            "Makes a token invalid for ever, on every silo of the store within a second. Its name is free again.",
            "counterfactual token revoke alice")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        await connection.Client.RevokeTokenAsync(parse.GetRequiredValue(name), stop);
        var tokens = await connection.Client.ListTokensAsync(stop);
        common.Print(parse, terminal.Output, tokens, ApiJson.Default.IReadOnlyListTokenDetails, _ =>
            terminal.Output.Write(TokenTable.Of(tokens).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
