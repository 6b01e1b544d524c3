using System.Buffers.Binary;
using System.IO.Compression;

namespace Counterfactual.Training.Data.Idx;

/// <summary>
/// Writes grey images of 8 bits as PNG (RFC 2083). The same image gives the same bytes: it is stored, not compressed.
/// </summary>
internal static class GreyPng
{
    private static readonly uint[] ChecksumTable = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Height x width bytes.</param>
    /// <param name="width">Pixels a row; positive.</param>
    /// <param name="height">Rows; positive.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Rows(pixels, width, height));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Each row begins with the number of its filter, 0 for none.
    private static byte[] Rows(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.NoCompression))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * width, width));
            }
        }
        return data.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Continue(Continue(uint.MaxValue, type), content));
        png.Write(number);
    }

    private static uint Continue(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            checksum = ChecksumTable[(checksum ^ value) & 0xFF] ^ (checksum >> 8);
        }
        return checksum;
    }

    private static uint Remainder(int value)
    {
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            remainder = (remainder & 1) == 0 ? remainder >> 1 : 0xEDB88320 ^ (remainder >> 1);
        }
        return remainder;
    }
}
