namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>What the metadata of a blob say.</summary>
internal static class BlobMetadata
{
    /// <summary>The lower-case hexadecimal SHA-256 of its content.</summary>
    internal const string Sha256 = "sha256";

    /// <summary>Marks a blob that was found damaged; its value is when.</summary>
    internal const string Damaged = "damaged";

    // Accounts with a hierarchical namespace list directories among the blobs.
    private const string Directory = "hdi_isfolder";

    internal static bool IsDamaged(IDictionary<string, string> metadata) => metadata.ContainsKey(Damaged);

    internal static bool IsDirectory(IDictionary<string, string> metadata) => metadata.ContainsKey(Directory);
}
