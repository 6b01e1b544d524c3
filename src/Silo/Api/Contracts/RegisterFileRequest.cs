namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Asks a silo to copy a file into its library and register it.</summary>
public sealed record RegisterFileRequest
{
    /// <summary>Absolute path of the file on the silo's machine.</summary>
    public required string Path { get; init; }

    /// <summary>The name to register it under: 1 to 64 of a-z, 0-9, '-', '_' and '.', the first a letter or digit.</summary>
    public required string Name { get; init; }
}
