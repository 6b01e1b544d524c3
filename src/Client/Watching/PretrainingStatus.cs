using System.Globalization;
using Counterfactual.Client.Rendering;
using Counterfactual.Training.Pretraining;

namespace Counterfactual.Client.Watching;

/// <summary>Shows how pretraining in this process goes.</summary>
internal sealed class PretrainingStatus(StatusLine status, int batchSize) : IProgress<PretrainingProgress>
{
    /// <inheritdoc/>
    public void Report(PretrainingProgress value)
    {
        var left = value.ImagesPerSecond > 0 ? (value.Steps - value.Step) * batchSize / value.ImagesPerSecond : (double?)null;
        status.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"step {value.Step}/{value.Steps}, loss {Figures.Loss(value.Loss)}, {Figures.Rate(value.ImagesPerSecond)} images/s, "
            + $"{Figures.Duration(left)} left"));
    }
}
