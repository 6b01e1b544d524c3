using System.Buffers.Binary;
using System.IO.Compression;

namespace Counterfactual.Tests;

/// <summary>Writes PNG files of every kind, and files that only claim to be one.</summary>
internal static class PngWriter
{
    // Adam7 (PNG specification, section 8): where each pass begins and how far its pixels lie apart.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>An 8-bit RGB image.</summary>
    public static byte[] Colour(
        int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> pixel, bool interlaced = false) =>
        File(width, height, 8, colourType: 2, (x, y) => pixel(x, y) is var (red, green, blue)
            ? [red, green, blue]
            : [], interlaced: interlaced);

    /// <summary>An image of whole bytes a pixel.</summary>
    public static byte[] File(
        int width, int height, int depth, int colourType, Func<int, int, byte[]> pixel, byte[]? palette = null,
        bool interlaced = false)
    {
        var rows = new MemoryStream();
        foreach (var pass in interlaced ? Passes : [(0, 0, 1, 1)])
        {
            for (var y = pass.Y; y < height && pass.X < width; y += pass.StepY)
            {
                rows.WriteByte(0);
                for (var x = pass.X; x < width; x += pass.StepX)
                {
                    rows.Write(pixel(x, y));
                }
            }
        }
        return File(width, height, depth, colourType, rows.ToArray(), palette, interlaced);
    }

    /// <summary>An image from its filtered rows, which need not be what the header promises.</summary>
    public static byte[] File(
        int width, int height, int depth, int colourType, byte[] rows, byte[]? palette = null, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = (byte)colourType;
        header[12] = (byte)(interlaced ? 1 : 0);
        return [.. Signature, .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", Deflate(rows)), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. type.Select(letter => (byte)letter), .. data];
        return [.. BigEndian((uint)data.Length), .. body, .. BigEndian(Crc32(body))];
    }

    private static byte[] Deflate(byte[] data)
    {
        var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }
        return target.ToArray();
    }

    private static uint Crc32(byte[] data)
    {
        var remainder = uint.MaxValue;
        foreach (var value in data)
        {
            remainder ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
            }
        }
        return ~remainder;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
