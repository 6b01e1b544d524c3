using System.Security.Cryptography;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Artifacts;

/// <summary>Holds a file against what the database says of it.</summary>
internal static class ArtifactCheck
{
    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="DamagedArtifactException">Its length or SHA-256 is another, or it cannot be read.</exception>
    internal static async Task RequireAsync(ArtifactReference artifact, string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            RequireLength(artifact, stream.Length);
            RequireHash(artifact, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DamagedArtifactException($"artifact {artifact.Name} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <exception cref="DamagedArtifactException">It is another.</exception>
    internal static void RequireLength(ArtifactReference artifact, long bytes)
    {
        if (bytes != artifact.Bytes)
        {
            throw new DamagedArtifactException(
                $"artifact {artifact.Name} is damaged: it has {bytes} bytes, expected {artifact.Bytes}");
        }
    }

    /// <exception cref="DamagedArtifactException">It is another.</exception>
    internal static void RequireHash(ArtifactReference artifact, string sha256)
    {
        if (sha256 != artifact.Sha256)
        {
            throw new DamagedArtifactException(
                $"artifact {artifact.Name} is damaged: its SHA-256 is {sha256}, expected {artifact.Sha256}");
        }
    }
}
