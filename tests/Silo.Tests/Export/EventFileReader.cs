using System.Text;

namespace Counterfactual.Silo.Tests.Export;

/// <summary>Reads TensorBoard event files from their specification alone, sharing nothing with what writes them.</summary>
internal static class EventFileReader
{
    /// <summary>One event.</summary>
    internal sealed record Event(
        double WallTime, long Step, string? FileVersion, IReadOnlyList<(string Tag, float Value)> Values);

    public static IReadOnlyList<Event> Read(byte[] file)
    {
        List<Event> events = [];
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BitConverter.ToUInt64(file, at);
            Assert.Equal(MaskedCrc(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            var data = file.AsSpan(at + 12, length);
            Assert.Equal(MaskedCrc(data), BitConverter.ToUInt32(file, at + 12 + length));
            events.Add(ReadEvent(data));
            at += 16 + length;
        }

        return events;
    }

    private static Event ReadEvent(ReadOnlySpan<byte> data)
    {
        var (wallTime, step, version) = (0.0, 0L, (string?)null);
        List<(string, float)> values = [];
        foreach (var (field, content) in Fields(data))
        {
            switch (field)
            {
                case 1: wallTime = BitConverter.ToDouble(content); break;
                case 2: step = BitConverter.ToInt64(content); break;
                case 3: version = Encoding.UTF8.GetString(content); break;
                case 5: values.AddRange(Fields(content).Select(value => ReadValue(value.Content))); break;
            }
        }

        return new(wallTime, step, version, values);
    }

    private static (string, float) ReadValue(byte[] data)
    {
        var fields = Fields(data).ToDictionary(field => field.Number, field => field.Content);
        return (Encoding.UTF8.GetString(fields[1]), BitConverter.ToSingle(fields[2]));
    }

    private static List<(int Number, byte[] Content)> Fields(ReadOnlySpan<byte> data)
    {
        List<(int, byte[])> fields = [];
        while (data.Length > 0)
        {
            var key = Varint(ref data);
            var length = (key & 7) switch
            {
                1 => 8,
                5 => 4,
                2 => (int)Varint(ref data),
                _ => -1,
            };
            if (length < 0)
            {
                fields.Add(((int)(key >> 3), BitConverter.GetBytes(Varint(ref data))));
            }
            else
            {
                fields.Add(((int)(key >> 3), data[..length].ToArray()));
                data = data[length..];
            }
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        var (number, shift) = (0UL, 0);
        while (true)
        {
            var one = data[0];
            data = data[1..];
            number |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return number;
            }

            shift += 7;
        }
    }

    /// <summary>CRC-32C bit by bit, from its reversed polynomial.</summary>
    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = Crc(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }
}
