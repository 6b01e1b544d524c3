using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Training.ZeroShot;

/// <summary>Everything that a zero-shot head's numbers follow from: equal sources give equal heads.</summary>
public sealed record ZeroShotSource
{
    /// <summary>Lower-case hexadecimal SHA-256 of the file of the CLIP model.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary><see cref="Text.BytePairVocabulary.Sha256"/>.</summary>
    public required string VocabularySha256 { get; init; }

    /// <summary>Names of the classes in the order of their numbers; at least one.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Prompt templates with <see cref="PromptFile.Placeholder"/>; at least one.</summary>
    public required IReadOnlyList<string> Templates { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 over all of it.</summary>
    public string Fingerprint() =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, ZeroShotJson.Default.ZeroShotSource)));
}

/// <summary>The JSON of a head's source, which is its fingerprint's and its file's.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ZeroShotSource))]
internal sealed partial class ZeroShotJson : JsonSerializerContext;
