using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Counterfactual.Training.Data.Idx;

/// <summary>
/// Reads idx files of bytes, plain or gzipped: the format of MNIST and the data sets that follow it.
/// </summary>
/// <remarks>
/// Big-endian: two zero bytes, the element type (8: unsigned byte), the number of dimensions, each dimension as 32 bits, then
/// the elements in row-major order (http://yann.lecun.com/exdb/mnist).
/// </remarks>
public static class IdxFile
{
    private const uint MagicOfBytes = 0x0800;

    // Deflate makes of a byte at most so many.
    private const long LargestExpansion = 1032;

    /// <summary>Reads the elements of a file that must have exactly these dimensions.</summary>
    /// <param name="path">The file; it is gunzipped if it begins as a gzip file does.</param>
    /// <param name="dimensions">The dimensions expected, outermost first, such as 60000, 28, 28.</param>
    /// <returns>The elements, row-major.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or of other dimensions.</exception>
    public static byte[] ReadBytes(string path, params ReadOnlySpan<int> dimensions)
    {
        using var file = File.OpenRead(path);
        using var content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        try
        {
            return Read(content, path, dimensions);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: damaged gzip data: {error.Message}", error);
        }
    }

    /// <summary>Reads the dimensions of a file.</summary>
    /// <param name="path">The file, plain or gzipped.</param>
    /// <param name="count">How many dimensions it must have.</param>
    /// <returns>The dimensions, outermost first; each positive, their product no more than the file can hold.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static int[] ReadDimensions(string path, int count)
    {
        using var file = File.OpenRead(path);
        using var content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var header = new byte[4 * (1 + count)];
        if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || BinaryPrimitives.ReadUInt32BigEndian(header) != (MagicOfBytes | (uint)count))
        {
            throw new InvalidDataException($"{path}: not an idx file of bytes with {count} dimensions");
        }

        var dimensions = new int[count];
        var elements = 1L;
        var most = Math.Min(int.MaxValue, LargestExpansion * file.Length);
        for (var i = 0; i < count; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * (i + 1)));
            elements = dimensions[i] < 1 || elements > most / dimensions[i]
                ? throw new InvalidDataException(
                    $"{path}: dimension {i} is {dimensions[i]}; expected a positive number, and in all at most the {most} bytes "
                    + "that the file can hold")
                : elements * dimensions[i];
        }

        return dimensions;
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start is [0x1F, 0x8B];
    }

    private static byte[] Read(Stream content, string path, ReadOnlySpan<int> dimensions)
    {
        var expectedMagic = MagicOfBytes | (uint)dimensions.Length;
        var header = new byte[4 * (1 + dimensions.Length)];
        var headerRead = content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (headerRead >= 4 && BinaryPrimitives.ReadUInt32BigEndian(header) is var magic && magic != expectedMagic)
        {
            throw new InvalidDataException(
                $"{path}: not an idx file of bytes with {dimensions.Length} dimensions: magic 0x{magic:X8}; "
                    + $"expected 0x{expectedMagic:X8}");
        }

        if (headerRead < header.Length)
        {
            throw new InvalidDataException(
                $"{path}: ends after {headerRead} bytes; an idx header of {header.Length} bytes was expected");
        }

        Span<int> found = stackalloc int[dimensions.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * (i + 1)));
        }

        if (!found.SequenceEqual(dimensions))
        {
            throw new InvalidDataException($"{path}: holds {Format(found)} bytes; expected {Format(dimensions)}");
        }

        return ReadElements(content, path, dimensions);
    }

    private static byte[] ReadElements(Stream content, string path, ReadOnlySpan<int> dimensions)
    {
        var length = 1;
        foreach (var dimension in dimensions)
        {
            length = checked(length * dimension);
        }

        var elements = new byte[length];
        var read = content.ReadAtLeast(elements, length, throwOnEndOfStream: false);
        if (read < length)
        {
            throw new InvalidDataException($"{path}: ends after {read} elements; its header promises {length}");
        }

        return content.ReadByte() < 0
            ? elements
            : throw new InvalidDataException($"{path}: goes on after the {length} elements that its header promises");
    }

    private static string Format(ReadOnlySpan<int> dimensions)
    {
        var parts = new string[dimensions.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = MemoryMarshal.Cast<int, uint>(dimensions)[i].ToString();
        }

        return string.Join(" x ", parts);
    }
}
