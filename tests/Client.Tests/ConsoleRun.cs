using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Tests;

/// <summary>One command line run in this process, with a home of its own, and what it wrote.</summary>
internal sealed record ConsoleRun(int ExitCode, string Output, string Error)
{
    public static async Task<ConsoleRun> OfAsync(params string[] args)
    {
        var home = Directory.CreateTempSubdirectory("cf-");
        try
        {
            return await InAsync(home.FullName, args);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    public static Task<ConsoleRun> InAsync(string home, params string[] args) => WithoutHomeAsync(["--home", home, .. args]);

    /// <summary>For commands that never come to open a home.</summary>
    public static async Task<ConsoleRun> WithoutHomeAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(TerminalStream.Plain(output), TerminalStream.Plain(error));
        var code = await ConsoleProgram.RunAsync(args, terminal);
        return new ConsoleRun(code, output.ToString(), error.ToString());
    }
}
