using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Pretraining;

namespace Counterfactual.Client.Commands;

/// <summary>What <c>counterfactual pretrain</c> prints: where the model is and how good.</summary>
internal sealed record PretrainedFile(string File, string Sha256, double Seconds, Evaluation Accuracy)
{
    public static PretrainedFile Of(PretrainedModel made, string file) =>
        new(file, made.Sha256, made.Seconds, TrainedExperiment.Evaluation(made.Accuracy));
}
