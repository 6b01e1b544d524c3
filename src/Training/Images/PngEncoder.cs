using System.Buffers.Binary;
using System.IO.Compression;

namespace Counterfactual.Training.Images;

/// <summary>Writes small pictures as PNG (ISO/IEC 15948): 8 bits a channel, grey or RGB.</summary>
internal static class PngEncoder
{
    private const byte SubtractLeft = 1;
    private static readonly uint[] _crcs = [.. Enumerable.Range(0, 256).Select(index => Crc((uint)index))];

    /// <summary>The picture as a file.</summary>
    /// <param name="pixels">Height x width x channels.</param>
    /// <param name="width">Width in pixels; positive.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <exception cref="ArgumentException">The pixels are no whole rows.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int channels)
    {
        var row = width * channels;
        if (channels is not (1 or 3) || row <= 0 || pixels.Length % row != 0)
        {
            throw new ArgumentException(
                $"{pixels.Length} bytes for pictures {width} wide of {channels} channels", nameof(pixels));
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / row);
        (header[8], header[9]) = (8, (byte)(channels == 1 ? 0 : 2));
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, row, channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int row, int channels)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var filtered = new byte[row + 1];
            filtered[0] = SubtractLeft;
            for (; pixels.Length > 0; pixels = pixels[row..])
            {
                for (var i = 0; i < row; i++)
                {
                    filtered[i + 1] = (byte)(pixels[i] - (i < channels ? 0 : pixels[i - channels]));
                }

                zlib.Write(filtered);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = uint.MaxValue;
        foreach (var one in (byte[])[.. type, .. data])
        {
            crc = _crcs[(crc ^ one) & 0xff] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint Crc(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? (value >> 1) ^ 0xedb88320 : value >> 1;
        }

        return value;
    }
}
