namespace Counterfactual.Training.Experiments;

/// <summary>The pretrained model that an experiment starts from.</summary>
public sealed record ModelSettings
{
    /// <summary>Name of the checkpoint that ships with the program.</summary>
    public const string Miniature = "miniature";

    /// <summary><see cref="Miniature"/>, or the path of a safetensors file of the same form.</summary>
    public string Checkpoint { get; init; } = Miniature;

    /// <summary>Lower-case hexadecimal SHA-256 of the checkpoint file; filled in when a sweep is planned, checked when it is loaded.</summary>
    public string? Sha256 { get; init; }
}
