using System.Buffers.Binary;
using System.Text;

namespace Counterfactual.Training.Data.Shards;

/// <summary>
/// The first 256 bytes of a shard file: what it holds, where, and the checksum of all of it.
/// </summary>
/// <remarks>
/// Little-endian. Offset 0: the 8 bytes <c>CFSHARD\n</c>; 8: version (1); 12: length of the header (256); 16: number of
/// the shard;
/// 20: number in its data set of the first image; 24: images; 28: channels; 32: height; 36: width; 40: classes; 44: zero;
/// 48: offset of the images; 56: offset of the labels; 64: length of the file (64 bits each); 72: SHA-256 of the rest of
/// the file,
/// this header included and these 32 bytes left out; 104: name of the data set, UTF-8, padded with zeros to the end.
/// After the header: the images, a byte a value, channels x height x width each; then the labels, 32 bits each.
/// </remarks>
internal sealed record ShardHeader
{
    public const int Length = 256;
    public const int ImagesOffset = Length;
    public const int DigestOffset = 72;
    public const int DigestLength = 32;

    private const int Version = 1;
    private const int NameOffset = DigestOffset + DigestLength;
    private const int LabelBytes = sizeof(int);

    public required ShardDescriptor Shard { get; init; }

    public required ImageShape Shape { get; init; }

    public required int Classes { get; init; }

    public static ReadOnlySpan<byte> Magic => "CFSHARD\n"u8;

    public long LabelsOffset => ImagesOffset + ((long)Shard.Count * Shape.Bytes);

    public long FileLength => LabelsOffset + ((long)Shard.Count * LabelBytes);

    /// <summary>Writes the header; the digest's place is left zero.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        WriteInt32s(
            bytes.AsSpan(8),
            Version, Length, Shard.Number, Shard.First, Shard.Count, Shape.Channels, Shape.Height, Shape.Width, Classes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(48), ImagesOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(56), LabelsOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(64), FileLength);
        var name = bytes.AsSpan(NameOffset);
        if (!Encoding.UTF8.TryGetBytes(Shard.Dataset, name, out _))
        {
            throw new ArgumentException(
                $"the data set's name '{Shard.Dataset}' is too long; at most {name.Length} bytes of UTF-8");
        }

        return bytes;
    }

    /// <summary>Reads a header and checks each of its fields, but for the digest.</summary>
    /// <param name="bytes">The first 256 bytes of the file.</param>
    /// <param name="actualLength">Length of the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidDataException">A field has a value that no shard file has.</exception>
    public static ShardHeader Parse(ReadOnlySpan<byte> bytes, long actualLength, string path)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw new InvalidDataException($"{path}: not a shard file: it does not begin with 'CFSHARD'");
        }

        Expect("version", ReadInt32(bytes, 8), Version);
        Expect("header length", ReadInt32(bytes, 12), Length);
        var header = new ShardHeader
        {
            Shard = new ShardDescriptor(
                ReadName(bytes[NameOffset..]),
                Number: InRange("shard number", ReadInt32(bytes, 16), 0, int.MaxValue),
                First: InRange("first image", ReadInt32(bytes, 20), 0, int.MaxValue),
                Count: InRange("number of images", ReadInt32(bytes, 24), 1, 1 << 24)),
            Shape = new ImageShape(
                InRange("channels", ReadInt32(bytes, 28), 1, 16),
                InRange("height", ReadInt32(bytes, 32), 1, 1 << 12),
                InRange("width", ReadInt32(bytes, 36), 1, 1 << 12)),
            Classes = InRange("classes", ReadInt32(bytes, 40), 1, 1 << 24),
        };
        Expect("reserved field", ReadInt32(bytes, 44), 0);
        Expect("offset of the images", BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]), ImagesOffset);
        Expect("offset of the labels", BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]), header.LabelsOffset);
        Expect("length of the file", BinaryPrimitives.ReadInt64LittleEndian(bytes[64..]), header.FileLength);
        return actualLength == header.FileLength
            ? header
            : throw new InvalidDataException(
                $"{path}: damaged shard file: it has {actualLength} bytes; its header promises {header.FileLength}");

        void Expect(string field, long value, long expected)
        {
            if (value != expected)
            {
                throw new InvalidDataException($"{path}: damaged shard file: {field} {value}; expected {expected}");
            }
        }

        int InRange(string field, int value, int least, int most) =>
            value >= least && value <= most
                ? value
                : throw new InvalidDataException($"{path}: damaged shard file: {field} {value}; expected {least} to {most}");
    }

    private static string ReadName(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded.TrimEnd((byte)0));

    private static int ReadInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    private static void WriteInt32s(Span<byte> bytes, params ReadOnlySpan<int> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], values[i]);
        }
    }
}
