using System.Globalization;
using Counterfactual.Torch;
using Counterfactual.Training.Models;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Fine-tuned weights as a file: a classifier (see <see cref="ModelFile"/>) whose metadata tell which training made it.
/// Experiments that differ in what they evaluate alone share it.
/// </summary>
/// <param name="Epoch">The epoch, from 1, that the weights are of.</param>
/// <param name="TrainingSeconds">Seconds of optimiser steps.</param>
/// <param name="MeasuringSeconds">Seconds of measuring accuracy between epochs.</param>
/// <param name="ImagesPerSecond">Training images a second.</param>
internal sealed record FineTunedModel(int Epoch, double TrainingSeconds, double MeasuringSeconds, double ImagesPerSecond)
{
    private const string CellKey = "training_cell";
    private const string EpochKey = "epoch";
    private const string TrainingKey = "training_seconds";
    private const string MeasuringKey = "measuring_seconds";
    private const string SpeedKey = "images_per_second";

    /// <summary>Writes the weights into a directory, which is made where it is missing.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="cell">Identity of the training.</param>
    /// <param name="model">The weights.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="ExperimentException">It cannot be written.</exception>
    public string Write(string directory, string cell, ImageClassifier model)
    {
        var path = Path.Combine(Path.GetFullPath(directory), "model.safetensors");
        try
        {
            Directory.CreateDirectory(directory);
            ModelFile.Save(path, model, new Dictionary<string, string>
            {
                [CellKey] = cell,
                [EpochKey] = Epoch.ToString(CultureInfo.InvariantCulture),
                [TrainingKey] = TrainingSeconds.ToString("R", CultureInfo.InvariantCulture),
                [MeasuringKey] = MeasuringSeconds.ToString("R", CultureInfo.InvariantCulture),
                [SpeedKey] = ImagesPerSecond.ToString("R", CultureInfo.InvariantCulture),
            });
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"{path}: the fine-tuned weights cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads weights into a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cell">Identity of the training, which must be the file's.</param>
    /// <param name="model">Receives the weights.</param>
    /// <exception cref="ExperimentException">The file is missing, damaged, or of another training.</exception>
    public static FineTunedModel Read(string path, string cell, ImageClassifier model)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            using var file = Safetensors.Open(path);
            if (file.Metadata[CellKey] != cell)
            {
                throw new InvalidDataException($"it is of the training {file.Metadata[CellKey]}, not of {cell}");
            }

            model.load_state_dict(file.LoadAll());
            return new(
                int.Parse(file.Metadata[EpochKey], CultureInfo.InvariantCulture),
                double.Parse(file.Metadata[TrainingKey], CultureInfo.InvariantCulture),
                double.Parse(file.Metadata[MeasuringKey], CultureInfo.InvariantCulture),
                double.Parse(file.Metadata[SpeedKey], CultureInfo.InvariantCulture));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or SafetensorsException or ArgumentException
            or KeyNotFoundException or FormatException or OverflowException or InvalidDataException)
        {
            throw new ExperimentException($"{path}: these are not the fine-tuned weights: {error.Message}", error);
        }
    }
}
