using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Artifacts;

/// <summary>Artifacts as files below one directory, on a file system with atomic renames.</summary>
internal sealed partial class FileArtifactStore : IArtifactStore
{
    internal const string Temporary = ".tmp";
    internal const string Damaged = ".damaged";
    private readonly string root;

    /// <param name="root">The directory; created where missing.</param>
    internal FileArtifactStore(string root)
    {
        this.root = Path.GetFullPath(root);
        Directory.CreateDirectory(this.root);
    }

    public async Task<ArtifactReference> PutAsync(string name, string file, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);

        // Moving comes first: it copies where the file lies on another file system, and what is hashed and synchronised must
        // be the copy.
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}-{Guid.NewGuid():N}{Temporary}");
        File.Move(file, temporary);
        ArtifactReference artifact;
        await using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            var hash = await SHA256.HashDataAsync(stream, cancellation);
            stream.Flush(flushToDisk: true);
            artifact = new ArtifactReference(name, Convert.ToHexStringLower(hash), stream.Length);
        }

        File.Move(temporary, path, overwrite: true);
        Linux.SynchronizeDirectory(directory);
        return artifact;
    }

    public async Task<string> GetAsync(ArtifactReference artifact, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var path = PathOf(artifact.Name);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.Length != artifact.Bytes)
            {
                throw new DamagedArtifactException(
                    $"artifact {artifact.Name} is damaged: it has {stream.Length} bytes, expected {artifact.Bytes}");
            }

            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
            return hash == artifact.Sha256
                ? path
                : throw new DamagedArtifactException(
                    $"artifact {artifact.Name} is damaged: its SHA-256 is {hash}, expected {artifact.Sha256}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DamagedArtifactException($"artifact {artifact.Name} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public string DirectoryOf(string folder) => PathOf(folder);

    public Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    public Task SetAsideAsync(string name, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Move(path, path + Damaged, overwrite: true);
        }

        return Task.CompletedTask;
    }

    /// <summary>The path of a name, below the root and reached through no link.</summary>
    private string PathOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 512 || !Name().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' is no artifact name; expected segments of letters, digits, '.', '_' and '-' separated by '/', none "
                + "beginning with a dot, 512 characters at most",
                nameof(name));
        }

        var path = root;
        foreach (var segment in name.Split('/'))
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new ArgumentException(
                    $"artifact {name} lies behind the link {path}; expected files and directories only", nameof(name));
            }
        }

        return path;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z")]
    private static partial Regex Name();
}
