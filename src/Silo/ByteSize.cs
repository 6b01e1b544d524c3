using System.Globalization;
using System.Text.RegularExpressions;

namespace Counterfactual.Silo;

/// <summary>Amounts of bytes as people write them: <c>512MiB</c>, <c>1.5GiB</c>, <c>2GB</c>.</summary>
public static partial class ByteSize
{
    private const double Largest = 1L << 60;

    /// <summary>The amount in bytes; null where the text is none, or one beyond 2^60.</summary>
    public static long? Parse(string text)
    {
        if (Amount().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var number = double.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var power = "KMGT".IndexOf(match.Groups["prefix"].Value, StringComparison.Ordinal) + 1;
        var bytes = number * Math.Pow(match.Groups["binary"].Success ? 1024 : 1000, power);
        return bytes <= Largest ? (long)bytes : null;
    }

    /// <summary>An amount that <see cref="Parse"/> reads, exact to a kibibyte, at least one.</summary>
    public static string Format(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes >> 10)}KiB");

    [GeneratedRegex(@"^(?<number>[0-9]{1,18}(\.[0-9]{1,9})?) ?(?<prefix>[KMGT])(?<binary>i)?B\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();
}
