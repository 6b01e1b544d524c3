using System.CommandLine;
using System.CommandLine.Invocation;
using Counterfactual.Client.Commands;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client;

/// <summary>Parses a command line, runs its command, and turns whatever goes wrong into messages and an exit code.</summary>
internal static class ConsoleProgram
{
    /// <summary>Runs one command line until it is done or a signal stops it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal)
    {
        // A value such as @file is a value, not a file of further arguments.
        var parse = new CounterfactualCommand(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction refusal)
        {
            return RefuseCommandLine(parse, refusal, terminal);
        }

        using var interruption = new Interruption();
        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Output.Writer,
                    Error = terminal.Error.Writer,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                interruption.Token);
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal, interruption.Token);
        }
    }

    /// <summary>A command that is misspelt is there, and what it lacks is the right letters.</summary>
    private static bool IsTheReason(string line, ParseResult parse) =>
        parse.UnmatchedTokens.Count == 0 || !line.StartsWith("Required command", StringComparison.Ordinal);

    private static int RefuseCommandLine(ParseResult parse, ParseErrorAction refusal, Terminal terminal)
    {
        // Standard output is for results.
        refusal.ShowHelp = false;
        using var said = new StringWriter();
        parse.Invoke(new InvocationConfiguration { Output = said, Error = said });
        foreach (var line in said.ToString().Split('\n').Where(line => line.Trim().Length > 0 && IsTheReason(line, parse)))
        {
            terminal.Error.WriteLine(line.TrimEnd());
        }

        var command = parse.CommandResult.Command;
        foreach (var subcommand in command.Action is null ? command.Subcommands.Where(candidate => !candidate.Hidden) : [])
        {
            terminal.Error.WriteLine($"  {ConsoleCommand.PathOf(subcommand)}");
        }

        terminal.Error.WriteLine($"See '{ConsoleCommand.PathOf(command)} --help'.");
        return ExitCode.WrongRequest;
    }
}
