using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Client;

/// <summary>What a person reads, and which exit code a script gets, for each way in which a command can fail.</summary>
internal static class Failure
{
    /// <summary>Writes what went wrong, one line an error, to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception failure, Terminal terminal, CancellationToken interrupted)
    {
        var (code, lines) = Describe(failure, interrupted);
        foreach (var line in lines)
        {
            terminal.Error.WriteLine(VisibleText.Lines(line));
        }

        return code;
    }

    private static (int Code, IEnumerable<string> Lines) Describe(Exception failure, CancellationToken interrupted) =>
        failure switch
        {
            OperationCanceledException when interrupted.IsCancellationRequested => (ExitCode.Interrupted, []),
            SweepFileException { Errors.Count: > 0 } refused =>
                (ExitCode.WrongRequest, refused.Errors.Select(error => error.ToString())),
            SiloRequestException { Errors.Count: > 0 } refused => (ExitCode.WrongRequest, refused.Errors),
            SweepFileException or SiloRequestException or SiloHomeException or ArtifactStoreException or DeviceException
                or ListenException or WrongRequestException or PromptFileException =>
                (ExitCode.WrongRequest, [failure.Message]),
            SiloUnavailableException or ExperimentException => (ExitCode.Failed, [failure.Message]),

            // A defect of this program: its author needs the trace.
            _ => (ExitCode.Failed, [$"unexpected error: {failure}"]),
        };
}
