using System.Globalization;
using System.Text.RegularExpressions;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>An amount of memory: <c>512MiB</c>, <c>1.5GiB</c>, <c>2GB</c>.</summary>
internal static partial class MemoryText
{
    private const double Largest = 1L << 60;

    /// <summary>The amount in bytes.</summary>
    public static Reading<long> Read(YamlNode node)
    {
        if (node is YamlScalar scalar && Amount().Match(scalar.Text) is { Success: true } match)
        {
            var number = double.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            var power = "KMGT".IndexOf(match.Groups["prefix"].Value, StringComparison.Ordinal) + 1;
            var bytes = number * Math.Pow(match.Groups["binary"].Success ? 1024 : 1000, power);
            if (bytes <= Largest)
            {
                return new((long)bytes, null);
            }
        }

        return Reading.Wrong<long>("memory", "an amount such as 512MiB or 2GiB", node);
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,18}(\.[0-9]{1,9})?) ?(?<prefix>[KMGT])(?<binary>i)?B\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();
}
