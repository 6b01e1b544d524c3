using System.Globalization;

namespace Counterfactual.Training.Models;

/// <summary>
/// What does not follow from the shapes of an image encoder's tensors, in a safetensors file's metadata: <c>heads</c> (else
/// width / 64), <c>pixel_mean</c> and <c>pixel_deviation</c> (else CLIP's), three numbers separated by blanks.
/// </summary>
internal static class VisionMetadata
{
    private const string HeadsKey = "heads";
    private const string PixelMean = "pixel_mean";
    private const string PixelDeviation = "pixel_deviation";
    private const int ClipHeadWidth = 64;

    /// <summary>The attention heads that metadata name, or CLIP's.</summary>
    /// <exception cref="FormatException">The metadata hold no such number.</exception>
    public static int Heads(IReadOnlyDictionary<string, string> metadata, int width, string key = HeadsKey)
    {
        if (!metadata.TryGetValue(key, out var text))
        {
            return Math.Max(1, width / ClipHeadWidth);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var heads) && heads >= 1
            ? heads
            : throw new FormatException($"__metadata__ '{key}' is '{text}'; expected a whole number from 1");
    }

    /// <summary>The options with what the metadata say.</summary>
    /// <exception cref="FormatException">The metadata hold no such numbers.</exception>
    public static ClipVisionOptions ApplyTo(
        ClipVisionOptions options, IReadOnlyDictionary<string, string> metadata) => options with
        {
            Heads = Heads(metadata, options.Width),
            PixelMean = Colours(metadata, PixelMean) ?? options.PixelMean,
            PixelDeviation = Colours(metadata, PixelDeviation) ?? options.PixelDeviation,
        };

    /// <summary>The metadata of an encoder.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ClipVisionOptions options) =>
    [
        new(HeadsKey, options.Heads.ToString(CultureInfo.InvariantCulture)),
        new(PixelMean, Text(options.PixelMean)),
        new(PixelDeviation, Text(options.PixelDeviation)),
    ];

    private static double[]? Colours(IReadOnlyDictionary<string, string> metadata, string key) =>
        !metadata.TryGetValue(key, out var text)
            ? null
            : [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private static string Text(IEnumerable<double> values) =>
        string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
