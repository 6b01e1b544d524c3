using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Training.Data.Shards;

/// <summary>
/// Writes a shard file: under a temporary name in its directory, forced to disk, then renamed. Whoever opens the final name finds
/// a whole shard or none, whatever is killed when; of several writers of one shard the last takes the name.
/// </summary>
/// <remarks>
/// <see cref="Write"/> may be called by several threads for different images. Disposing of an uncommitted writer removes what
/// it wrote.
/// </remarks>
public sealed class ShardWriter : IDisposable
{
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string path;
    private readonly string temporaryPath;
    private readonly ShardHeader header;
    private readonly SafeFileHandle file;
    private readonly int[] labels;
    private readonly bool[] written;
    private bool committed;

    /// <summary>Begins a shard file.</summary>
    /// <param name="path">Its final name; the directory is made if need be.</param>
    /// <param name="shard">Which images it holds.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">The name of the data set is longer than 152 bytes of UTF-8.</exception>
    public ShardWriter(string path, ShardDescriptor shard, ImageShape shape, int classes)
    {
        ArgumentNullException.ThrowIfNull(shard);
        this.path = Path.GetFullPath(path);
        header = new ShardHeader { Shard = shard, Shape = shape, Classes = classes };
        labels = new int[shard.Count];
        written = new bool[shard.Count];
        var headerBytes = header.ToBytes();
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
        RemoveAbandoned();
        temporaryPath = $"{this.path}.{Guid.NewGuid():N}.tmp";
        file = File.OpenHandle(
            temporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, preallocationSize: header.FileLength);
        RandomAccess.Write(file, headerBytes, 0);
    }

    /// <summary>Writes an image and its label.</summary>
    /// <param name="index">Which of the shard's images, 0 to count - 1.</param>
    /// <param name="image">Channels x height x width bytes.</param>
    /// <param name="label">The class, 0 to classes - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image or class.</exception>
    /// <exception cref="ArgumentException">The image has another length.</exception>
    public void Write(int index, ReadOnlySpan<byte> image, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, labels.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, header.Classes);
        if (image.Length != header.Shape.Bytes)
        {
            throw new ArgumentException(
                $"an image of {image.Length} bytes; shape {header.Shape} takes {header.Shape.Bytes}", nameof(image));
        }

        RandomAccess.Write(file, image, ShardHeader.ImagesOffset + ((long)index * image.Length));
        labels[index] = label;
        written[index] = true;
    }

    /// <summary>Completes the file and gives it its final name, in place of any file of that name.</summary>
    /// <exception cref="InvalidOperationException">An image has not been written.</exception>
    public void Commit()
    {
        if (Array.IndexOf(written, false) is >= 0 and var missing)
        {
            throw new InvalidOperationException($"image {missing} of shard {header.Shard} has not been written");
        }

        var labelBytes = new byte[labels.Length * sizeof(int)];
        for (var i = 0; i < labels.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(labelBytes.AsSpan(i * sizeof(int)), labels[i]);
        }

        RandomAccess.Write(file, labelBytes, header.LabelsOffset);
        RandomAccess.Write(file, ShardDigest.Compute(file), ShardHeader.DigestOffset);
        RandomAccess.FlushToDisk(file);
        file.Dispose();
        File.Move(temporaryPath, path, overwrite: true);
        committed = true;
    }

    /// <summary>Closes the file; one that was not committed is removed.</summary>
    public void Dispose()
    {
        file.Dispose();
        if (!committed)
        {
            File.Delete(temporaryPath);
        }
    }

    // What killed writers left. A writer that lives has touched its file more recently than this.
    private void RemoveAbandoned()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        foreach (var temporary in directory.EnumerateFiles($"{Path.GetFileName(path)}.*.tmp"))
        {
            if (DateTime.UtcNow - temporary.LastWriteTimeUtc > AbandonedAfter)
            {
                temporary.Delete();
            }
        }
    }
}
