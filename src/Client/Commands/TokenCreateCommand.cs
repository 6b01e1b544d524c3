using System.CommandLine;
using System.CommandLine.Parsing;
using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual token create NAME --role ROLE</c>: a token, shown once.</summary>
internal sealed class TokenCreateCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Token();
    private readonly Option<AccessRole> role = new("--role")
    {
        Description = "What its bearer may do: viewer looks, operator does everything.",
        HelpName = "viewer|operator",
        Required = true,
        CustomParser = ParseRole,
    };

    private readonly Option<string?> from = new("--from")
    {
        Description = "File that holds the token, made elsewhere: cf_ and 43 of A-Z, a-z, 0-9, '-' and '_'. Nothing happens "
            + "where it is valid already.",
        HelpName = "FILE",
    };

    public TokenCreateCommand(Terminal terminal, CommonOptions common)
        : base(
            "create",
            "Makes a token and prints it, once: only its hash is kept.",
            "counterfactual token create alice --role operator",
            "counterfactual token create wall-display --role viewer -o json",
            "counterfactual token create operator --role operator --from /run/secrets/token")
    {
        this.terminal = terminal;
        this.common = common;
        role.CompletionSources.Clear();
        role.CompletionSources.Add("viewer", "operator");
        Add(name);
        Add(role);
        Add(from);
        SetAction(RunAsync);
    }

    private static AccessRole ParseRole(ArgumentResult argument)
    {
        switch (argument.Tokens[0].Value)
        {
            case "viewer":
                return AccessRole.Viewer;
            case "operator":
                return AccessRole.Operator;
            default:
                argument.AddError($"unknown role '{argument.Tokens[0].Value}'; expected viewer or operator");
                return AccessRole.Viewer;
        }
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var given = parse.GetValue(from) is { } file ? TokenFileText.Read(from.Name, file) : null;
        var request = new TokenRequest(parse.GetRequiredValue(name), parse.GetRequiredValue(role), given);
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var created = await connection.Client.CreateTokenAsync(request, stop);
        if (given is not null)
        {
            // It belongs into no log.
            return ExitCode.Done;
        }

        common.Print(
            parse, terminal.Output, created, ApiJson.Default.TokenCreated, _ => terminal.Output.WriteLine(created.Token));
        terminal.Error.WriteLine(
            $"Keep it: it is not shown again. A console shows it by --token-file FILE or {SiloVariables.Token}.");
        return ExitCode.Done;
    }
}
