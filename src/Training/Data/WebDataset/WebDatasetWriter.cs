using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>
/// Writes a WebDataset shard: under a temporary name, forced to disk, then renamed. The same samples give the same bytes: no
/// time, user or machine goes into it.
/// </summary>
public sealed class WebDatasetWriter : IDisposable
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
        | UnixFileMode.OtherRead;

    private readonly string path;
    private readonly string temporaryPath;
    private readonly FileStream file;
    private readonly TarWriter archive;
    private bool committed;

    /// <summary>Begins a shard.</summary>
    /// <param name="path">Its final name, in a directory that exists.</param>
    public WebDatasetWriter(string path)
    {
        this.path = Path.GetFullPath(path);
        temporaryPath = $"{this.path}.{Guid.NewGuid():N}.tmp";
        file = new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.ReadWrite);
        archive = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
    }

    /// <summary>Samples written.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes written, up to the end of the last sample.</summary>
    public long Bytes => file.Position;

    /// <summary>Writes a sample: its image, its label, and where it came from.</summary>
    /// <param name="key">Begins the names of its files; unlike any other of the shard, without dots.</param>
    /// <param name="extension">The image's, <c>jpg</c> or <c>png</c>.</param>
    /// <param name="image">The image, encoded.</param>
    /// <param name="label">Number of its class, not negative.</param>
    /// <param name="source">Where it came from: a path or address, for people.</param>
    public void Write(string key, string extension, byte[] image, int label, string source)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        WriteFile($"{key}.{extension}", image);
        WriteFile($"{key}.cls", Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
        WriteFile($"{key}.txt", Encoding.UTF8.GetBytes(source));
        Count++;
    }

    /// <summary>Completes the shard and gives it its final name, in place of any file of that name.</summary>
    /// <returns>Its SHA-256, in lower-case hexadecimal, and its length.</returns>
    public (string Sha256, long Bytes) Commit()
    {
        archive.Dispose();
        file.Flush(flushToDisk: true);
        file.Position = 0;
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        var bytes = file.Length;
        file.Dispose();
        File.Move(temporaryPath, path, overwrite: true);
        committed = true;
        return (digest, bytes);
    }

    /// <summary>Closes the shard; one that was not committed is removed.</summary>
    public void Dispose()
    {
        archive.Dispose();
        file.Dispose();
        if (!committed)
        {
            File.Delete(temporaryPath);
        }
    }

    private void WriteFile(string name, byte[] content) => archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(content),
        Mode = ReadableByAll,
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}
