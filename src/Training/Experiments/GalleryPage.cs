using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Training.Experiments;

/// <summary>What the method did to a fixed set of training images at the end of an epoch, as pictures.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Samples">The images, always the same ones in the same order.</param>
public sealed record GalleryPage(int Epoch, int Step, IReadOnlyList<GallerySample> Samples)
{
    /// <summary>Bytes that a page's pictures may have together; samples beyond that are left out.</summary>
    public const int MostBytes = 2 << 20;

    private const int MostFileBytes = 2 * MostBytes;

    /// <summary>Writes the page as JSON, its pictures in base 64.</summary>
    /// <exception cref="ExperimentException">It cannot be written.</exception>
    public void Write(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, GalleryJson.Default.GalleryPage));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the gallery cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no such page.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GalleryPage Read(string path)
    {
        if (new FileInfo(path).Length > MostFileBytes)
        {
            throw new InvalidDataException($"{path}: a gallery page of more than {MostFileBytes} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), GalleryJson.Default.GalleryPage)
                ?? throw new InvalidDataException($"{path}: it holds nothing; expected a gallery page");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: no gallery page: {error.Message}", error);
        }
    }
}

/// <summary>One image of a gallery. Pictures are PNG files.</summary>
public sealed record GallerySample
{
    /// <summary>Number of the image among all that may train.</summary>
    public required int Image { get; init; }

    /// <summary>Its class.</summary>
    public required int Label { get; init; }

    /// <summary>The class that the model gives it.</summary>
    public required int Predicted { get; init; }

    /// <summary>Name of its class; null in the files of programs that kept numbers only.</summary>
    public string? LabelName { get; init; }

    /// <summary>Name of the class that the model gives it; null like <see cref="LabelName"/>.</summary>
    public string? PredictedName { get; init; }

    /// <summary>The image itself, RGB, reduced where it is large.</summary>
    public required byte[] Original { get; init; }

    /// <summary>How much each patch matters for the class, grey, a pixel a patch: white is the most.</summary>
    public required byte[] Relevance { get; init; }

    /// <summary>Which patches are masked, grey, a pixel a patch: white where masked.</summary>
    public required byte[] Mask { get; init; }

    /// <summary>The counterfactual image, as large as the original; patches that are only removed are grey.</summary>
    public required byte[] Refilled { get; init; }

    /// <summary>
    /// Places in the gallery, from 0, of the images that the masked patches come from; empty where they are only removed.
    /// </summary>
    public required IReadOnlyList<int> Partners { get; init; }

    /// <summary>
    /// For each patch, row by row, the place in the gallery of the image that it comes from: its own where it stays, -1 where it
    /// is removed. Null in the files of programs that kept only <see cref="Partners"/>.
    /// </summary>
    public IReadOnlyList<int>? Sources { get; init; }
}

/// <summary>The JSON of galleries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GalleryPage))]
internal sealed partial class GalleryJson : JsonSerializerContext;
