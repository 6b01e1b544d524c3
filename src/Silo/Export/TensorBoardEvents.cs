using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Export;

/// <summary>
/// Writes metrics as a TensorBoard event file: TFRecords (length, masked CRC-32C of it, data, masked CRC-32C of that) that hold
/// <c>tensorflow.Event</c> protocol buffers, one a step.
/// </summary>
internal static class TensorBoardEvents
{
    private const int WallTime = 1;
    private const int Step = 2;
    private const int FileVersion = 3;
    private const int Summary = 5;
    private const int Value = 1;
    private const int Tag = 1;
    private const int SimpleValue = 2;

    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <summary>
    /// Writes a file. Dots in names become slashes, by which TensorBoard groups; values are single precision there.
    /// </summary>
    /// <param name="file">Where to.</param>
    /// <param name="time">The time of every event: points are kept without theirs.</param>
    /// <param name="points">The points.</param>
    public static void Write(Stream file, DateTime time, IReadOnlyList<MetricPoint> points)
    {
        var seconds = (DateTime.SpecifyKind(time, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalSeconds;
        WriteRecord(file, Event(seconds, 0, header => Bytes(header, FileVersion, "brain.Event:2"u8)));
        foreach (var step in points.GroupBy(point => point.Step).OrderBy(step => step.Key))
        {
            WriteRecord(file, Event(seconds, step.Key, body => Bytes(body, Summary, SummaryOf(step))));
        }
    }

    private static byte[] Event(double seconds, int step, Action<MemoryStream> content)
    {
        using var message = new MemoryStream();
        Key(message, WallTime, Fixed64);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(number, seconds);
        message.Write(number);
        Key(message, Step, Varint);
        WriteVarint(message, (ulong)step);
        content(message);
        return message.ToArray();
    }

    private static byte[] SummaryOf(IEnumerable<MetricPoint> points)
    {
        using var summary = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        foreach (var point in points)
        {
            using var value = new MemoryStream();
            Bytes(value, Tag, Encoding.UTF8.GetBytes(point.Name.Replace('.', '/')));
            Key(value, SimpleValue, Fixed32);
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)point.Value);
            value.Write(number);
            Bytes(summary, Value, value.ToArray());
        }

        return summary.ToArray();
    }

    private static void WriteRecord(Stream file, byte[] data)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        file.Write(length);
        WriteChecksum(file, length);
        file.Write(data);
        WriteChecksum(file, data);
    }

    /// <summary>CRC-32C (Castagnoli), turned and offset so that a checksum of data with checksums in it is a good one.</summary>
    private static void WriteChecksum(Stream file, ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(number, BitOperations.RotateRight(~crc, 15) + 0xa282ead8);
        file.Write(number);
    }

    private static void Bytes(MemoryStream message, int field, ReadOnlySpan<byte> content)
    {
        Key(message, field, LengthDelimited);
        WriteVarint(message, (ulong)content.Length);
        message.Write(content);
    }

    private static void Key(MemoryStream message, int field, int wireType) =>
        WriteVarint(message, (ulong)(field << 3 | wireType));

    private static void WriteVarint(MemoryStream message, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            message.WriteByte((byte)(number | 0x80));
        }

        message.WriteByte((byte)number);
    }
}
