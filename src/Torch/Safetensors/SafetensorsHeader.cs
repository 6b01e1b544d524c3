using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// The header of a safetensors file, read and checked as if an enemy had written it. The format: 8 bytes of little-endian header
/// length, a JSON object, the tensors' bytes (https://github.com/huggingface/safetensors#format).
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The bytes before the header.</summary>
    public const int PrefixLength = 8;

    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const long LongestHeader = 100_000_000;

    /// <summary>The most dimensions that libtorch's operators take.</summary>
    private const int MostDimensions = 64;

    private readonly string path;
    private readonly OrderedDictionary<string, SafetensorsEntry> entries = [];
    private Dictionary<string, string>? metadata;

    private SafetensorsHeader(string path)
    {
        this.path = path;
    }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata ?? [];

    /// <summary>Where the tensors' bytes begin in the file.</summary>
    public long DataBegin { get; private init; }

    /// <summary>Reads and checks the header of an open file.</summary>
    /// <exception cref="SafetensorsException">Anything in it is not right.</exception>
    public static SafetensorsHeader Read(FileStream file)
    {
        var path = file.Name;
        var length = file.Length;
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (file.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) < PrefixLength)
        {
            throw new SafetensorsException(
                path, null, $"{length} bytes are too few; expected 8 bytes of header length and a header");
        }
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > LongestHeader)
        {
            throw new SafetensorsException(path, null, $"the header length is {headerLength}; expected at most {LongestHeader}");
        }
        if (headerLength > (ulong)(length - PrefixLength))
        {
            throw new SafetensorsException(
                path, null,
                $"the header length is {headerLength}, but only {length - PrefixLength} bytes follow; the file is cut short");
        }
        var json = new byte[headerLength];
        if (file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
        {
            throw new SafetensorsException(path, null, "the file became shorter while it was read");
        }
        var header = new SafetensorsHeader(path) { DataBegin = PrefixLength + json.Length };
        header.Parse(json);
        header.RequireExactCover(length - header.DataBegin);
        return header;
    }

    private void Parse(byte[] json)
    {
        if (json is not [(byte)'{', ..])
        {
            throw Fault(null, "the header does not begin with '{'; this is no safetensors file");
        }
        if (!Utf8.IsValid(json))
        {
            throw Fault(null, "the header is not valid UTF-8");
        }
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader);
            }
            // Beyond the object there may be white space only, which the reader checks.
            while (reader.Read())
            {
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string whose escapes are half a surrogate pair.
            throw Fault(null, $"the header is not valid JSON: {exception.Message}");
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        reader.Read();
        if (name == "__metadata__")
        {
            ReadMetadata(ref reader);
        }
        else if (!entries.TryAdd(name, ReadEntry(name, ref reader)))
        {
            throw Fault(name, "the header names it twice");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (metadata is not null)
        {
            throw Fault(null, "the header has __metadata__ twice");
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Fault(null, "__metadata__ is not an object of strings");
        }
        metadata = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Fault(null, $"__metadata__ '{key}' is not a string");
            }
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw Fault(null, $"__metadata__ has '{key}' twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Fault(name, "is not an object; expected dtype, shape and data_offsets");
        }
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(name, key, MostDimensions, ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(name, key, 2, ref reader);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Fault(name, $"'{key}' is there twice or of the wrong type");
                default:
                    throw Fault(name, $"unknown '{key}'; expected dtype, shape and data_offsets");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw Fault(name, "incomplete; expected a dtype, a shape and two data_offsets");
        }
        var dtype = SafetensorsTypes.Find(type)
            ?? throw Fault(name, $"unknown dtype '{type}'; expected one of {SafetensorsTypes.Names}");
        var bytes = ByteCount(name, dtype, shape);
        return end >= begin && end - begin == bytes
            ? new SafetensorsEntry(name, dtype, shape, begin, end)
            : throw Fault(name,
                $"{type} of shape [{string.Join(", ", shape)}] takes {bytes} bytes, but its data_offsets are [{begin}, {end}]");
    }

    private List<long> ReadNumbers(string name, string key, int most, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Fault(name, $"'{key}' is not a list of integers");
        }
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Fault(name, $"'{key}' holds something that is no integer in 0..{long.MaxValue}");
            }
            if (numbers.Count == most)
            {
                throw Fault(name, $"'{key}' has more than {most} numbers");
            }
            numbers.Add(number);
        }
        return numbers;
    }

    private long ByteCount(string name, ScalarType dtype, List<long> shape)
    {
        try
        {
            // A length of zero must not hide an overflow of the others, which libtorch would multiply into strides.
            long strides = dtype.ElementSize();
            foreach (var length in shape)
            {
                strides = checked(strides * Math.Max(length, 1));
            }
            return shape.Contains(0) ? 0 : strides;
        }
        catch (OverflowException)
        {
            throw Fault(name, $"the shape [{string.Join(", ", shape)}] has more bytes than there can be");
        }
    }

    /// <summary>The tensors must lie one after the other, without gaps or overlaps, and fill the rest of the file.</summary>
    private void RequireExactCover(long dataLength)
    {
        var reached = 0L;
        foreach (var entry in entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.End > dataLength)
            {
                throw Fault(entry.Name,
                    $"its data_offsets are [{entry.Begin}, {entry.End}], but the file has {dataLength} bytes of data");
            }
            if (entry.Begin != reached)
            {
                throw Fault(entry.Name, $"its data begins at {entry.Begin}, "
                    + $"{(entry.Begin < reached ? "inside" : "beyond the end of")} the tensor before it; expected {reached}");
            }
            reached = entry.End;
        }
        if (reached != dataLength)
        {
            throw Fault(null, $"the file has {dataLength} bytes of data; its tensors take {reached}");
        }
    }

    private SafetensorsException Fault(string? tensor, string fault) => new(path, tensor, fault);
}
