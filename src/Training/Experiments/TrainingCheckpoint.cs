using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Where training stands, as a file: trained parameters (<c>model.</c>), AdamW's moments (<c>optimizer.</c>), the step and the
/// seconds trained. Random draws are keyed by step, so there is no generator to save.
/// </summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="TrainingSeconds">Seconds spent on them.</param>
/// <param name="Best">The best epoch among those measured before the checkpoint (<c>best.</c>); null where there is none.</param>
internal sealed record TrainingCheckpoint(int Step, double TrainingSeconds, EpochWeights? Best = null)
{
    private const string ModelPrefix = "model.";
    private const string OptimizerPrefix = "optimizer.";
    private const string BestPrefix = "best.";
    private const string BestEpochKey = "best_epoch";
    private const string BestCorrectKey = "best_correct";
    private const string CellKey = "cell";
    private const string StepKey = "step";
    private const string SecondsKey = "training_seconds";
    private const string DigestKey = "sha256";
    private const int Kept = 2;

    /// <summary>
    /// Writes a checkpoint beside its final name, synchronises it to disk, renames it, and leaves one before it.
    /// </summary>
    /// <param name="directory">The experiment's checkpoint directory.</param>
    /// <param name="cell">The experiment's identity.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="optimizer">Their optimiser.</param>
    /// <exception cref="ExperimentException">The file cannot be written.</exception>
    public WrittenCheckpoint Write(
        string directory, string cell, IReadOnlyList<(string name, Parameter parameter)> parameters, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(
            Path.GetFullPath(directory), string.Create(CultureInfo.InvariantCulture, $"step-{Step:D8}.safetensors"));
        var tensors = State(parameters, optimizer);
        foreach (var (name, tensor) in Best?.Tensors ?? new Dictionary<string, Tensor>())
        {
            tensors.Add(BestPrefix + name, tensor);
        }

        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [CellKey] = cell,
            [StepKey] = Step.ToString(CultureInfo.InvariantCulture),
            [SecondsKey] = TrainingSeconds.ToString("R", CultureInfo.InvariantCulture),
        };
        if (Best is not null)
        {
            metadata[BestEpochKey] = Best.Epoch.ToString(CultureInfo.InvariantCulture);
            metadata[BestCorrectKey] = Best.Correct.ToString(CultureInfo.InvariantCulture);
        }

        metadata[DigestKey] = Digest(tensors, metadata);
        try
        {
            Directory.CreateDirectory(directory);
            Safetensors.Save(path, tensors, metadata);
            RemoveBefore(path);
            using var file = File.OpenRead(path);
            return new(path, Step, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the checkpoint cannot be written: {error.Message}", error)
            {
                Fault = ExperimentFaults.Of(error),
            };
        }
    }

    /// <summary>Reads a checkpoint into the parameters and the optimiser.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cell">The experiment's identity, which must be the checkpoint's.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="optimizer">Their optimiser.</param>
    /// <exception cref="ExperimentException">The file is missing, damaged, or another experiment's.</exception>
    public static TrainingCheckpoint Read(
        string path, string cell, IReadOnlyList<(string name, Parameter parameter)> parameters, AdamW optimizer)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var file = Safetensors.Open(path);
            var tensors = file.LoadAll();
            Check(file, tensors, cell);
            Take(ModelPrefix, tensors, parameters);
            optimizer.load_state_dict(Behind(OptimizerPrefix, tensors));
            return new(
                int.Parse(file.Metadata[StepKey], CultureInfo.InvariantCulture),
                double.Parse(file.Metadata[SecondsKey], CultureInfo.InvariantCulture),
                ReadBest(file, tensors));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or SafetensorsException or ArgumentException
            or KeyNotFoundException or FormatException or OverflowException or InvalidDataException)
        {
            throw new ExperimentException($"{path}: training cannot go on from this checkpoint: {error.Message}", error);
        }
    }

    private static EpochWeights? ReadBest(Safetensors file, IReadOnlyDictionary<string, Tensor> tensors) =>
        !file.Metadata.TryGetValue(BestEpochKey, out var epoch) ? null : new(
            int.Parse(epoch, CultureInfo.InvariantCulture),
            int.Parse(file.Metadata[BestCorrectKey], CultureInfo.InvariantCulture),
            Behind(BestPrefix, tensors).ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope()));

    private static OrderedDictionary<string, Tensor> State(
        IReadOnlyList<(string name, Parameter parameter)> parameters, AdamW optimizer)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (name, parameter) in parameters)
        {
            tensors.Add(ModelPrefix + name, parameter.detach().to(CPU));
        }

        foreach (var (name, tensor) in optimizer.state_dict())
        {
            tensors.Add(OptimizerPrefix + name, tensor.to(CPU));
        }

        return tensors;
    }

    private static void Check(Safetensors file, IReadOnlyDictionary<string, Tensor> tensors, string cell)
    {
        var stated = file.Metadata.ToDictionary();
        if (!stated.Remove(DigestKey, out var digest) || Digest(tensors, stated) != digest)
        {
            throw new InvalidDataException("it is damaged: its content does not have the SHA-256 that it states");
        }

        if (stated[CellKey] != cell)
        {
            throw new InvalidDataException($"it is of the experiment {stated[CellKey]}, not of {cell}");
        }
    }

    // The order of tensors in a file is the writer's affair: by name it is always the same.
    private static string Digest(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            sha256.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        }

        foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            sha256.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} {string.Join(',', tensor.shape)}\n"));
            using var contiguous = tensor.contiguous();
            sha256.AppendData(contiguous.bytes);
        }

        return Convert.ToHexStringLower(sha256.GetHashAndReset());
    }

    private static void Take(
        string prefix, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyList<(string name, Parameter parameter)> parameters)
    {
        var saved = Behind(prefix, tensors);
        using var mode = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            var value = saved[name];
            if (!value.shape.AsSpan().SequenceEqual(parameter.shape))
            {
                throw new InvalidDataException($"'{name}' has another shape than the model's");
            }

            parameter.copy_(value);
        }
    }

    private static Dictionary<string, Tensor> Behind(string prefix, IReadOnlyDictionary<string, Tensor> tensors) => tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    // Later ones may lie there from a run that was given up: they are not this run's to judge.
    private static void RemoveBefore(string path)
    {
        var earlier = Directory.GetFiles(Path.GetDirectoryName(path)!, "step-*.safetensors")
            .Where(file => string.CompareOrdinal(file, path) < 0).OrderDescending(StringComparer.Ordinal);
        foreach (var file in earlier.Skip(Kept - 1))
        {
            File.Delete(file);
        }
    }
}
