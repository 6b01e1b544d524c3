using System.Text.Json.Serialization;

namespace Counterfactual.Training.Experiments;

/// <summary>The pretrained model that an experiment starts from.</summary>
public sealed record ModelSettings
{
    /// <summary>Name of the checkpoint that ships with the program.</summary>
    public const string Miniature = "miniature";

    /// <summary>What the paths of model files end with.</summary>
    public const string Extension = ".safetensors";

    /// <summary>
    /// <see cref="Miniature"/>, the path of a safetensors file of the same form, or the name of a registered CLIP, which has no
    /// <see cref="Extension"/>.
    /// </summary>
    public string Checkpoint { get; init; } = Miniature;

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of the checkpoint file; filled in when a sweep is planned, checked when it is loaded.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// The registered model's zero-shot head, by name; null for other models, whose files have heads of their own.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Head { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the head's file; filled in and checked as <see cref="Sha256"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HeadSha256 { get; init; }

    /// <summary>Whether it is the name of a registered model.</summary>
    [JsonIgnore]
    public bool IsRegistered => Checkpoint != Miniature && !Checkpoint.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>
    /// What the numbers depend on: the checksums, where they are known. A registered model that was not looked up yet is known by
    /// its names alone; null for another whose file was not read yet.
    /// </summary>
    internal string? Identity => !IsRegistered ? Sha256 : $"{Sha256 ?? Checkpoint}+{HeadSha256 ?? Head}";
}
