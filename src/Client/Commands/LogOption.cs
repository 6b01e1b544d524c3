using System.CommandLine;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary>
/// <c>--log file|stdout</c>: where a silo's own log goes. Embedded silos, whose console prints there, take no notice of it.
/// </summary>
internal sealed class LogOption : Option<string>
{
    private const string File = "file";
    private const string StandardOutput = "stdout";

    public LogOption()
        : base("--log")
    {
        Description = "Where the silo's log goes: to a file in its home, or to standard output. "
            + $"[environment: {SiloVariables.Log}] [default: {File}]";
        HelpName = $"{File}|{StandardOutput}";
        this.AcceptOnlyFromAmong(File, StandardOutput);
    }

    /// <summary>What the command line says, or else the environment.</summary>
    /// <exception cref="WrongRequestException">The environment's cannot be read.</exception>
    public bool IsStandardOutput(ParseResult parse) =>
        (parse.GetValue(this) ?? Environment.GetEnvironmentVariable(SiloVariables.Log)) switch
        {
            StandardOutput => true,
            File or "" or null => false,
            var other => throw new WrongRequestException(
                $"{SiloVariables.Log}: '{other}' is no log; expected {File} or {StandardOutput}"),
        };
}
