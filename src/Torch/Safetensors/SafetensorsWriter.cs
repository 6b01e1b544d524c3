using System.Buffers.Binary;
using System.Text.Json;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>Writes safetensors files.</summary>
internal static unsafe class SafetensorsWriter
{
    private const int LongestWrite = 1 << 26;

    public static void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.ContainsKey("__metadata__"))
        {
            throw new ArgumentException("no tensor can be named __metadata__", nameof(tensors));
        }
        // The widest elements first: then every tensor is aligned to its elements.
        var ordered = tensors
            .OrderByDescending(entry => entry.Value.dtype.ElementSize())
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        var temporary = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(Header(ordered, metadata));
                foreach (var (_, tensor) in ordered)
                {
                    WriteElements(file, tensor);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> ordered, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[SafetensorsHeader.PrefixLength]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                var end = checked(offset + (tensor.NumberOfElements * tensor.dtype.ElementSize()));
                WriteEntry(json, name, tensor, offset, end);
                offset = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }
        var header = buffer.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - SafetensorsHeader.PrefixLength));
        return header;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (var length in tensor.shape)
        {
            json.WriteNumberValue(length);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteElements(FileStream file, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var elements = tensor.cpu().contiguous();
        var address = (byte*)elements.DataAddress();
        var left = elements.NumberOfElements * elements.dtype.ElementSize();
        while (left > 0)
        {
            var count = (int)Math.Min(left, LongestWrite);
            file.Write(new ReadOnlySpan<byte>(address, count));
            address += count;
            left -= count;
        }
        GC.KeepAlive(elements);
    }
}
