using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Training.Experiments;

/// <summary>Predictions as gzipped JSON: far too many numbers for a database row, and mostly not looked at.</summary>
public static class PredictionFile
{
    /// <summary>What the names of these files end with.</summary>
    public const string Extension = ".json.gz";

    // The largest study (21 models on ImageNet's six test sets) has a few million entries.
    private const long LargestContent = 1L << 30;

    /// <summary>Writes the report into a directory, which is made where it is missing.</summary>
    /// <returns>Path of the file.</returns>
    /// <exception cref="ExperimentException">It cannot be written.</exception>
    public static string Write(string directory, PredictionReport report)
    {
        var path = Path.Combine(Path.GetFullPath(directory), "predictions" + Extension);
        try
        {
            Directory.CreateDirectory(directory);
            using var file = File.Create(path);
            using var zipped = new GZipStream(file, CompressionLevel.Optimal);
            JsonSerializer.Serialize(zipped, report, PredictionJson.Default.PredictionReport);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the predictions cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no such report.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PredictionReport Read(string path)
    {
        using var file = File.OpenRead(path);
        using var zipped = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (zipped.Read(chunk) is var read and > 0)
        {
            content.Write(chunk, 0, read);
            if (content.Length > LargestContent)
            {
                throw new InvalidDataException($"{path}: it holds more than {LargestContent} bytes; expected predictions");
            }
        }

        try
        {
            return JsonSerializer.Deserialize(content.GetBuffer()
                .AsSpan(0, (int)content.Length), PredictionJson.Default.PredictionReport)
                ?? throw new InvalidDataException($"{path}: it holds nothing; expected predictions");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: no predictions: {error.Message}", error);
        }
    }
}

/// <summary>The JSON of predictions.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PredictionReport))]
internal sealed partial class PredictionJson : JsonSerializerContext;
