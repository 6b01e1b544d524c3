using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Artifacts;

/// <summary>Artifacts as files below one directory, on a file system with atomic renames.</summary>
internal sealed class FileArtifactStore : IArtifactStore
{
    internal const string Temporary = ".tmp";
    internal const string Damaged = ".damaged";
    private const string IdFile = ".id";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        RecurseSubdirectories = true,
    };

    private readonly string root;

    /// <param name="root">The directory; created where missing.</param>
    internal FileArtifactStore(string root)
    {
        this.root = Path.GetFullPath(root);
        Directory.CreateDirectory(this.root);
    }

    public async Task<string> IdentifyAsync(CancellationToken cancellation = default)
    {
        var path = Path.Combine(root, IdFile);
        try
        {
            if (!File.Exists(path))
            {
                var proposal = Path.Combine(root, $"{IdFile}-{Guid.NewGuid():N}{Temporary}");
                await File.WriteAllTextAsync(proposal, Guid.NewGuid().ToString("N"), cancellation);
                MoveUnlessThere(proposal, path);
                Linux.SynchronizeDirectory(root);
            }

            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactStoreException($"cannot use {root} as directory of artifacts: {denied.Message}", denied);
        }
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
        await ArtifactCheck.RequireAsync(artifact, path, cancellation);
        return path;
    }

    public string DirectoryOf(string folder) => PathOf(folder);

    public async IAsyncEnumerable<StoredArtifact> ListAsync(
        string? folder = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var directory = new DirectoryInfo(folder is null ? root : PathOf(folder));
        foreach (var file in directory.Exists ? directory.EnumerateFiles("*", Everything) : [])
        {
            cancellation.ThrowIfCancellationRequested();
            if (Describe(file) is { } listed)
            {
                yield return listed;
            }
        }

        await Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(StoredArtifact listed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var file = new FileInfo(ListedPath(listed));
        try
        {
            if (Describe(file) == listed)
            {
                file.Delete();
                return Task.FromResult(true);
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Another silo was first, or may and we may not.
        }

        return Task.FromResult(false);
    }

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

    private static void MoveUnlessThere(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
        }
        catch (IOException) when (File.Exists(to))
        {
            // Another silo was first.
            File.Delete(from);
        }
    }

    /// <summary>What a file is; null where it is none of the store's, or gone.</summary>
    private StoredArtifact? Describe(FileInfo file)
    {
        if (!file.Exists)
        {
            return null;
        }

        var name = Path.GetRelativePath(root, file.FullName);
        var kind = ArtifactKind.Whole;
        if (file.Name.StartsWith('.') && file.Name.EndsWith(Temporary, StringComparison.Ordinal))
        {
            kind = ArtifactKind.Unfinished;
        }
        else if (file.Name.EndsWith(Damaged, StringComparison.Ordinal))
        {
            (kind, name) = (ArtifactKind.Damaged, name[..^Damaged.Length]);
        }

        var version = file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture);
        return kind == ArtifactKind.Unfinished || ArtifactName.IsValid(name)
            ? new(name, kind, file.Length, file.LastWriteTimeUtc, version)
            : null;
    }

    /// <summary>The file that <see cref="Describe"/> made this of.</summary>
    private string ListedPath(StoredArtifact listed) => listed.Kind switch
    {
        ArtifactKind.Damaged => PathOf(listed.Name) + Damaged,
        ArtifactKind.Unfinished when Path.GetDirectoryName(listed.Name) is { Length: > 0 } folder =>
            Path.Combine(PathOf(folder), Path.GetFileName(listed.Name)),
        ArtifactKind.Unfinished => Path.Combine(root, listed.Name),
        _ => PathOf(listed.Name),
    };

    /// <summary>The path of a name, below the root and reached through no link.</summary>
    private string PathOf(string name)
    {
        var path = root;
        foreach (var segment in ArtifactName.Require(name).Split('/'))
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
}
