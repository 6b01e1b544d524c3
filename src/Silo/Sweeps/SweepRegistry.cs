namespace Counterfactual.Silo.Sweeps;

/// <summary>What the registered names in a sweep file stand for.</summary>
public sealed record SweepRegistry
{
    /// <summary>The models.</summary>
    public required IReadOnlyList<SweepModel> Models { get; init; }

    /// <summary>Checksum of each dataset by name; null for one that is not packed yet.</summary>
    public IReadOnlyDictionary<string, string?> Datasets { get; init; } = new Dictionary<string, string?>();
}

/// <summary>A model that a sweep file can name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its file.</param>
/// <param name="Heads">Its zero-shot heads.</param>
public sealed record SweepModel(string Name, string Sha256, IReadOnlyList<SweepModelHead> Heads);

/// <summary>A zero-shot head that a sweep file can name.</summary>
/// <param name="Name">Its name among the model's heads.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its file.</param>
public sealed record SweepModelHead(string Name, string Sha256);
