namespace Counterfactual.Client;

/// <summary>What the console's exit codes mean.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The request was wrong; nothing was started.</summary>
    public const int WrongRequest = 2;

    /// <summary>Ctrl-C or a signal stopped it; the same command goes on.</summary>
    public const int Interrupted = 130;
}
