using System.Security.Cryptography;
using System.Text.Json;
using Counterfactual.Training.Data.Miniature;

namespace Counterfactual.Training.Experiments;

/// <summary>Everything that the numbers of an experiment depend on, and nothing that they do not.</summary>
/// <param name="MethodVersion">Of the method's code.</param>
/// <param name="RendererVersion">Of the images.</param>
/// <param name="Weights"><see cref="ModelSettings.Identity"/> of the pretrained weights.</param>
/// <param name="Settings">
/// The settings without the weights' path, the datasets' names and, where nothing is trained, without what only training reads.
/// </param>
internal sealed record CellIdentity(int MethodVersion, int RendererVersion, string Weights, ExperimentSettings Settings)
{
    public static CellIdentity Of(ExperimentSettings settings)
    {
        var weights = settings.Model.Identity ?? PretrainedWeights.Find(settings.Model).Sha256;
        var data = settings.Data with { ImageNet = settings.Data.ImageNet?.WithoutNames() };
        var relevant = settings with
        {
            Model = new(),
            Data = data,
            Training = settings.Training with { CheckpointSteps = null },
            Evaluation = null,
            Keep = null,
            Gallery = null,
        };
        if (settings.Method == TrainingMethod.ZeroShot)
        {
            relevant = relevant with
            {
                Seed = 0,
                Training = new(),
                Data = new() { ImageNet = data.ImageNet, Rho = data.Rho, TestImages = data.TestImages },
            };
        }

        return new(ExperimentSettings.MethodVersion, MiniatureRenderer.Version, weights, relevant);
    }

    /// <summary>Lower-case hexadecimal SHA-256 of this as JSON.</summary>
    public string Hash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, ExperimentSettingsJson.Default.CellIdentity)));
}
