using System.Collections.Concurrent;
using System.Security.Cryptography;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Training.Experiments;

/// <summary>The files of the pretrained model that an experiment starts from.</summary>
/// <param name="Path">Where the model lies.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
public sealed record PretrainedWeights(string Path, string Sha256)
{
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string> Known = new();

    /// <summary>Where the zero-shot head of a registered CLIP lies; null where the model's file has a head of its own.</summary>
    public string? HeadPath { get; private init; }

    /// <summary>The model as messages call it.</summary>
    public string Name { get; private init; } = Path;

    /// <summary>Finds the files and computes their checksums, once for as long as the files stay as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelDirectory">Where the files of registered models lie; null where there are none.</param>
    /// <exception cref="ExperimentException">There is no such file, or it is not the one whose checksum the settings
    /// name.</exception>
    public static PretrainedWeights Find(ModelSettings model, string? modelDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsRegistered)
        {
            var path = model.Checkpoint == ModelSettings.Miniature
                ? System.IO.Path.Combine(AppContext.BaseDirectory, ModelSettings.Miniature + ModelSettings.Extension)
                : System.IO.Path.GetFullPath(model.Checkpoint);
            return new(path, Verify(path, model.Sha256));
        }

        var name = $"model '{model.Checkpoint}' with head '{model.Head}'";
        if (model is not { Sha256: { } sha256, HeadSha256: { } headSha256 } || modelDirectory is null)
        {
            throw new ExperimentException(
                $"{name}: not found in a registry of models; expected a model and a head that 'counterfactual model list' shows")
            { Retryable = false };
        }

        var modelPath = RegisteredFile(modelDirectory, sha256);
        var headPath = RegisteredFile(modelDirectory, headSha256);
        Verify(headPath, headSha256);
        return new(modelPath, Verify(modelPath, sha256)) { HeadPath = headPath, Name = name };
    }

    /// <summary>Where a registered file of a checksum lies: under that, so that no other can take its place.</summary>
    /// <param name="modelDirectory">The directory of registered models.</param>
    /// <param name="sha256">Lower-case hexadecimal SHA-256 of the file.</param>
    public static string RegisteredFile(string modelDirectory, string sha256) =>
        System.IO.Path.Combine(modelDirectory, sha256 + ModelSettings.Extension);

    /// <summary>Reads the model.</summary>
    /// <exception cref="ExperimentException">A file is damaged or holds no such model,
    /// or the head is not the model's.</exception>
    public ImageClassifier Load()
    {
        try
        {
            return HeadPath is null ? ModelFile.Load(Path) : LoadWithHead(HeadPath);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException(error.Message, error) { Retryable = error is not InvalidDataException };
        }
    }

    private ImageClassifier LoadWithHead(string headPath)
    {
        using var head = ZeroShotHead.Load(headPath);
        using var clip = ClipWeights.Open(Path);
        return head.Source.ModelSha256 == Sha256 && head.OutputDimension == clip.Vision.OutputDimension
            ? new(clip.LoadVision(), head.Weight)
            : throw new InvalidDataException(
                $"{Name}: the head was made for the model with the SHA-256 {head.Source.ModelSha256} "
                + $"and {head.OutputDimension} features; expected {Sha256} and {clip.Vision.OutputDimension}");
    }

    private static string Verify(string path, string? expected)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new ExperimentException($"{path}: there is no such pretrained model") { Retryable = false };
        }

        var sha256 = Known.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), static key => Checksum(key.Path));
        return expected is null || expected == sha256
            ? sha256
            : throw new ExperimentException(
                $"{path}: its SHA-256 is {sha256}, but the experiment was planned with {expected}: the file was replaced since")
            { Retryable = false };
    }

    private static string Checksum(string path)
    {
        try
        {
            // A damaged file is refused here already, before an experiment is planned with it.
            using (Safetensors.Open(path))
            {
            }

            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (SafetensorsException damaged)
        {
            throw new ExperimentException(damaged.Message, damaged) { Retryable = false };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the pretrained model cannot be read: {error.Message}", error);
        }
    }
}
