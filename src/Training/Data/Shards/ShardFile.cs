using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Training.Data.Shards;

/// <summary>A shard file, memory-mapped for reading: decoded images and their labels.</summary>
/// <remarks>
/// Processes that read the same shard share its memory. The file must not be changed while it is open; writers of shards
/// never do that, they put a new file in its place. Safe for use by several threads until it is disposed of.
/// </remarks>
public sealed unsafe class ShardFile : IDisposable
{
    // Reading every byte for its checksum takes longer than the rest of opening, so a process does it once a file.
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), bool> Verified = new();

    private readonly ShardHeader header;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private bool disposed;

    private ShardFile(string path, ShardHeader header, string sha256, SafeFileHandle file)
    {
        Path = path;
        Sha256 = sha256;
        this.header = header;
        map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
        CheckLabels();
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>Which images the shard holds.</summary>
    public ShardDescriptor Descriptor => header.Shard;

    /// <summary>Shape of each image.</summary>
    public ImageShape Shape => header.Shape;

    /// <summary>Number of images.</summary>
    public int Count => header.Shard.Count;

    /// <summary>Number of classes; labels are from 0 to one less.</summary>
    public int Classes => header.Classes;

    /// <summary>SHA-256 of the shard's content, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Opens a shard file and checks all of it: every field of the header, the checksum and the labels.</summary>
    /// <remarks>A process checks the checksum of a file only when it first opens it, or when the file has changed.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or is no shard file; the message says where.</exception>
    public static ShardFile Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            var (header, digest) = ReadHeader(file, path);
            Verify(file, path, digest);
            return new ShardFile(path, header, Convert.ToHexStringLower(digest), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>An image: channels x height x width bytes, valid until the shard is disposed of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ObjectDisposedException">The shard is disposed of.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        Check(index);
        return new(start + ShardHeader.ImagesOffset + ((long)index * Shape.Bytes), Shape.Bytes);
    }

    /// <summary>The label of an image, 0 to classes - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ObjectDisposedException">The shard is disposed of.</exception>
    public int Label(int index)
    {
        Check(index);
        return BinaryPrimitives.ReadInt32LittleEndian(
            new(start + header.LabelsOffset + ((long)index * sizeof(int)), sizeof(int)));
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }
    }

    private static (ShardHeader Header, byte[] Digest) ReadHeader(SafeFileHandle file, string path)
    {
        var bytes = new byte[ShardHeader.Length];
        var length = RandomAccess.GetLength(file);
        return length >= bytes.Length && RandomAccess.Read(file, bytes, 0) == bytes.Length
            ? (ShardHeader.Parse(bytes, length, path),
                bytes[ShardHeader.DigestOffset..(ShardHeader.DigestOffset + ShardHeader.DigestLength)])
            : throw new InvalidDataException(
                $"{path}: not a shard file: it has {length} bytes; a header alone takes {bytes.Length}");
    }

    private static void Verify(SafeFileHandle file, string path, ReadOnlySpan<byte> digest)
    {
        var identity = (System.IO.Path.GetFullPath(path), RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        if (Verified.ContainsKey(identity))
        {
            return;
        }

        if (!ShardDigest.Compute(file).AsSpan().SequenceEqual(digest))
        {
            throw new InvalidDataException(
                $"{path}: damaged shard file: its content does not have the SHA-256 that its header states");
        }

        Verified.TryAdd(identity, true);
    }

    private void CheckLabels()
    {
        for (var i = 0; i < Count; i++)
        {
            if (Label(i) is var label && (label < 0 || label >= Classes))
            {
                Dispose();
                throw new InvalidDataException($"{Path}: damaged shard file: label {i} is {label}; expected 0 to {Classes - 1}");
            }
        }
    }

    private void Check(int index)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"shard {Descriptor} holds images 0 to {Count - 1}");
        }
    }
}
