namespace Counterfactual.Silo.Api.Contracts;

/// <summary>A registered model.</summary>
public sealed record ModelDetails
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whose names the file's tensors have: <c>openai</c> or <c>hugging face</c>.</summary>
    public required string Naming { get; init; }

    /// <summary>The types of the file's elements, such as <c>float16</c>.</summary>
    public required IReadOnlyList<string> ElementTypes { get; init; }

    /// <summary>Numbers in all of its parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Height and width of its images in pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>Height and width of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Width of the features.</summary>
    public required int Features { get; init; }

    /// <summary>The transformer that reads images.</summary>
    public required TowerDetails ImageTower { get; init; }

    /// <summary>The transformer that reads texts; null where there is none.</summary>
    public TowerDetails? TextTower { get; init; }

    /// <summary>Tokens of a text; null without a text tower.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Tokens of its vocabulary; null without a text tower.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>
    /// Its file, on the silo's machine; not there yet where the artifacts lie elsewhere and it was not fetched.
    /// </summary>
    public required string File { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its zero-shot heads, by name.</summary>
    public required IReadOnlyList<HeadDetails> Heads { get; init; }
}

/// <summary>The sizes of a transformer.</summary>
/// <param name="Width">Width of its tokens.</param>
/// <param name="Layers">Its blocks.</param>
/// <param name="Heads">Attention heads of a block.</param>
public sealed record TowerDetails(int Width, int Layers, int Heads);

/// <summary>A zero-shot head of a model.</summary>
/// <param name="Name">Its name among the model's heads.</param>
/// <param name="Classes">Classes that it tells apart.</param>
/// <param name="Templates">Prompt templates that it was made of.</param>
/// <param name="Fingerprint">Lower-case hexadecimal SHA-256 of everything that it was made of.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its file.</param>
public sealed record HeadDetails(string Name, int Classes, int Templates, string Fingerprint, string Sha256);
