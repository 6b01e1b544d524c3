namespace Counterfactual.Training.Data.WebDataset;

/// <summary>The fields of a tar header (POSIX.1-1988 ustar, and GNU's binary numbers).</summary>
internal static class TarField
{
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    /// <summary>The bytes before the first zero.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) =>
        field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field;

    /// <summary>An octal number, or a binary one where the first bit is set; null where it is neither or does not fit.</summary>
    public static long? Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            var number = 0L;
            var bytes = field[1..].TrimStart((byte)0);
            foreach (var part in bytes)
            {
                number = (number << 8) | part;
            }
            return bytes.Length > sizeof(long) || number < 0 ? null : number;
        }
        var digits = Text(field).Trim((byte)' ');
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }
            value = (value << 3) | (uint)(digit - '0');
        }
        return digits.IsEmpty ? null : value;
    }

    /// <summary>Whether the header has the checksum that it states.</summary>
    public static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        var sum = ChecksumLength * ' ';
        for (var i = 0; i < header.Length; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : header[i];
        }
        return Number(header.Slice(ChecksumOffset, ChecksumLength)) == sum;
    }
}
