using Counterfactual.Training.Experiments;

namespace Counterfactual.Training.Pretraining;

/// <summary>What pretraining made.</summary>
/// <param name="Path">The model's file.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
/// <param name="Seconds">How long it trained.</param>
/// <param name="Accuracy">Its accuracy over the study's test sets, with its own class head.</param>
public sealed record PretrainedModel(string Path, string Sha256, double Seconds, ModelAccuracy Accuracy);

/// <summary>Where pretraining stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="ImagesPerSecond">Images a second since the last report.</param>
public sealed record PretrainingProgress(int Step, int Steps, double Loss, double ImagesPerSecond);
