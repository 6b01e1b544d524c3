using System.Collections.Concurrent;
using System.Security.Cryptography;
using Counterfactual.Training.Models;

namespace Counterfactual.Training.Experiments;

/// <summary>The file of the pretrained model that an experiment starts from.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
public sealed record PretrainedWeights(string Path, string Sha256)
{
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string> Known = new();

    /// <summary>Finds the file and computes its checksum, once for as long as the file stays as it is.</summary>
    /// <exception cref="ExperimentException">There is no such file, or it is not the one whose checksum the settings name.</exception>
    public static PretrainedWeights Find(ModelSettings model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var path = model.Checkpoint == ModelSettings.Miniature
            ? System.IO.Path.Combine(AppContext.BaseDirectory, $"{ModelSettings.Miniature}.safetensors")
            : System.IO.Path.GetFullPath(model.Checkpoint);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new ExperimentException($"{path}: there is no such pretrained model") { Retryable = false };
        }

        var sha256 = Known.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), static key => Checksum(key.Path));
        return model.Sha256 is null || model.Sha256 == sha256
            ? new(path, sha256)
            : throw new ExperimentException(
                $"{path}: its SHA-256 is {sha256}, but the experiment was planned with {model.Sha256}: the file was replaced since")
            { Retryable = false };
    }

    /// <summary>Reads the model.</summary>
    /// <exception cref="ExperimentException">The file is damaged or holds no image classifier.</exception>
    public ImageClassifier Load()
    {
        try
        {
            return ModelFile.Load(Path);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException(error.Message, error) { Retryable = error is not InvalidDataException };
        }
    }

    private static string Checksum(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the pretrained model cannot be read: {error.Message}", error);
        }
    }
}
