using System.Security.Cryptography;
using System.Text;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>
/// Copies of artifacts on this machine, under their names: a copy that is whole is used again, and a download that was broken off
/// goes on where it was, in this process or another. The access time says when a copy was last asked for.
/// </summary>
/// <param name="root">Their directory; created where missing.</param>
/// <param name="keep">How long a copy is kept that nobody asks for.</param>
internal sealed class LocalCopies(string root, TimeSpan keep)
{
    private const string Partial = ".part";
    private const int TagLength = 16;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        RecurseSubdirectories = true,
    };

    internal string PathOf(string name) => Path.Combine([root, .. ArtifactName.Require(name).Split('/')]);

    /// <summary>The copy of an artifact, checked; null where there is none, or one that is not right, which is removed.</summary>
    internal async Task<string?> FindAsync(ArtifactReference artifact, CancellationToken cancellation)
    {
        var path = PathOf(artifact.Name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
            await ArtifactCheck.RequireAsync(artifact, path, cancellation);
            return path;
        }
        catch (Exception damaged) when (damaged is DamagedArtifactException or IOException)
        {
            File.Delete(path);
            return null;
        }
    }

    /// <summary>Opens what has come of a version of an artifact, for nobody else at the same time.</summary>
    internal FileStream OpenPartial(string name, string version)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)))[..TagLength];
        var partial = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}-{tag}{Partial}");
        try
        {
            return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(partial))
        {
            // Another process is at it: this one makes a copy of its own.
            var own = $"{partial[..^Partial.Length]}-{Guid.NewGuid():N}{Partial}";
            return new FileStream(own, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
    }

    /// <summary>Makes a complete download the copy of an artifact.</summary>
    /// <returns>Its path.</returns>
    internal string Finish(string name, FileStream partial)
    {
        partial.Flush();
        var path = PathOf(name);
        File.Move(partial.Name, path, overwrite: true);
        return path;
    }

    /// <summary>Removes the copy of an artifact; nothing happens where there is none.</summary>
    internal void Remove(string name)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes copies that nobody has asked for lately.</summary>
    internal void Trim()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var copy in new DirectoryInfo(root).EnumerateFiles("*", Everything))
        {
            if (copy.Exists && DateTime.UtcNow - copy.LastAccessTimeUtc > keep && DateTime.UtcNow - copy.LastWriteTimeUtc > keep)
            {
                copy.Delete();
            }
        }
    }
}
