namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Who answers, and that it does.</summary>
public sealed record SiloHealth
{
    /// <summary>Name of the silo: the first part of its devices' ids.</summary>
    public required string Silo { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Process id on its machine.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Absolute path of its home directory.</summary>
    public required string Home { get; init; }

    /// <summary>When it started (its own clock, UTC).</summary>
    public required DateTime Started { get; init; }

    /// <summary>Whether it lives in a console's process and ends with it.</summary>
    public required bool IsEmbedded { get; init; }

    /// <summary>Whether it runs experiments, or only answers questions.</summary>
    public required bool RunsTrainers { get; init; }

    /// <summary>Seconds that its experiments get to checkpoint when it is told to end.</summary>
    public double GraceSeconds { get; init; }

    /// <summary>Names of its devices, such as <c>cpu:0</c>; empty where it runs no trainers.</summary>
    public required IReadOnlyList<string> Devices { get; init; }
}
