using System.Globalization;
using System.Text;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>What a pax extended header (POSIX.1-2001) says of the entry that follows it.</summary>
internal sealed record PaxExtension
{
    /// <summary>The entry's path, where stated.</summary>
    public string? Path { get; private init; }

    /// <summary>The entry's length, where stated.</summary>
    public long? Length { get; private init; }

    /// <summary>Whether the entry is sparse, in any of GNU's ways of saying so.</summary>
    public bool IsSparse { get; private init; }

    /// <summary>Parses records of the form <c>length key=value\n</c>; null where they are damaged.</summary>
    public static PaxExtension? Parse(ReadOnlySpan<byte> records)
    {
        var result = new PaxExtension();
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ||
                length <= space + 1 || length > records.Length || records[length - 1] != '\n')
            {
                return null;
            }
            var record = records[(space + 1)..(length - 1)];
            records = records[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                return null;
            }
            var value = record[(equals + 1)..];
            switch (Encoding.UTF8.GetString(record[..equals]))
            {
                case "path":
                    result = result with { Path = Encoding.UTF8.GetString(value) };
                    break;
                case "size" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                    result = result with { Length = size };
                    break;
                case "size":
                    return null;
                case var key when key.StartsWith("GNU.sparse", StringComparison.Ordinal):
                    result = result with { IsSparse = true };
                    break;
                default:
                    break;
            }
        }
        return result;
    }
}
