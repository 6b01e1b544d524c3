namespace Counterfactual.EndToEnd.Tests;

/// <summary>Signals by their Linux numbers.</summary>
public enum Signal
{
    /// <summary>Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>Cannot be caught.</summary>
    Kill = 9,

    /// <summary>A polite request to end.</summary>
    Terminate = 15,

    /// <summary>Holds it until it is told to go on or killed.</summary>
    Stop = 19,
}
