using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Models;

/// <summary>A pretrained model that can be named in sweep files, with the zero-shot heads that were made for it.</summary>
[GenerateSerializer, Alias("counterfactual.registered-model")]
public sealed record RegisteredModel
{
    /// <summary>Its name; see <see cref="RegistryName"/>.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Its file.</summary>
    [Id(1)] public required ArtifactReference Artifact { get; init; }

    /// <summary>Whose names the file's tensors have, such as <c>openai</c>.</summary>
    [Id(2)] public required string Naming { get; init; }

    /// <summary>The types of the file's elements, such as <c>float16</c>.</summary>
    [Id(3)] public required IReadOnlyList<string> ElementTypes { get; init; }

    /// <summary>Numbers in all of its parameters.</summary>
    [Id(4)] public required long Parameters { get; init; }

    /// <summary>Height and width of its images in pixels.</summary>
    [Id(5)] public required int Resolution { get; init; }

    /// <summary>Height and width of a patch in pixels.</summary>
    [Id(6)] public required int PatchSize { get; init; }

    /// <summary>Width of the features of images and texts.</summary>
    [Id(7)] public required int Features { get; init; }

    /// <summary>The transformer that reads images.</summary>
    [Id(8)] public required TransformerSize ImageTower { get; init; }

    /// <summary>The transformer that reads texts; null where there is none.</summary>
    [Id(9)] public TransformerSize? TextTower { get; init; }

    /// <summary>Tokens of a text; null without a text tower.</summary>
    [Id(10)] public int? ContextLength { get; init; }

    /// <summary>Tokens of its vocabulary; null without a text tower.</summary>
    [Id(11)] public int? VocabularySize { get; init; }

    /// <summary>Its heads, by name.</summary>
    [Id(12)] public IReadOnlyList<RegisteredHead> Heads { get; init; } = [];
}

/// <summary>The sizes of a transformer.</summary>
/// <param name="Width">Width of its tokens.</param>
/// <param name="Layers">Its blocks.</param>
/// <param name="Heads">Attention heads of a block.</param>
[GenerateSerializer, Alias("counterfactual.transformer-size")]
public sealed record TransformerSize([property: Id(0)] int Width, [property: Id(1)] int Layers, [property: Id(2)] int Heads);

/// <summary>A zero-shot head of a model.</summary>
/// <param name="Name">Its name among the model's heads; see <see cref="RegistryName"/>.</param>
/// <param name="Artifact">Its file.</param>
/// <param name="Classes">Classes that it tells apart.</param>
/// <param name="Templates">Prompt templates that it was made of.</param>
/// <param name="Fingerprint">Lower-case hexadecimal SHA-256 of everything that it was made of.</param>
[GenerateSerializer, Alias("counterfactual.registered-head")]
public sealed record RegisteredHead(
    [property: Id(0)] string Name, [property: Id(1)] ArtifactReference Artifact, [property: Id(2)] int Classes,
    [property: Id(3)] int Templates, [property: Id(4)] string Fingerprint);
