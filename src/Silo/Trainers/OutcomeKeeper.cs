using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Makes a result of what a trainer found: its files are in the artifact store before anything names them. Finds the weights that
/// an attempt is to evaluate.
/// </summary>
internal sealed class OutcomeKeeper(Assignment assignment, IArtifactStore artifacts, WorkDirectory directory)
{
    private ArtifactReference? fineTuned;

    /// <summary>The weights to evaluate, as a local file; null to train.</summary>
    /// <param name="warn">Told of damaged ones, which are set aside, and of unreadable ones.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DamagedArtifactException">
    /// They are damaged, and only a part is to be evaluated: nobody but people can decide to train the whole anew.
    /// </exception>
    internal async Task<string?> FindFineTunedAsync(Action<string> warn, CancellationToken cancellation)
    {
        if (assignment.FineTuned is not { } weights)
        {
            return null;
        }

        try
        {
            var path = await artifacts.GetAsync(weights, cancellation);
            fineTuned = weights;
            return path;
        }
        catch (DamagedArtifactException damaged) when (assignment.Part is null)
        {
            // A completed experiment may point to them as well: they are moved only where they are surely of no use to it.
            if (damaged.WasRead)
            {
                await artifacts.SetAsideAsync(weights.Name, cancellation);
            }

            warn($"{damaged.Message}; {(damaged.WasRead ? "it was set aside, and " : "")}the model is trained anew");
            return null;
        }
        catch (DamagedArtifactException damaged)
        {
            var sweep = ExperimentKey.Parse(assignment.Lease.Experiment).Sweep;
            var remedy = $"'counterfactual sweep retry {sweep} --errored-from-scratch' trains the model anew";
            throw damaged.WasRead
                ? new DamagedArtifactException($"{damaged.Message}; {remedy}")
                : new DamagedArtifactException(
                    $"{damaged.Message}; once it can be read again 'counterfactual sweep retry {sweep}' goes on, "
                        + $"otherwise {remedy}",
                    damaged.InnerException!);
        }
    }

    /// <summary>Stores the files of an outcome, which are taken over.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="lost">The lease is lost.</param>
    /// <returns>The result that names them.</returns>
    internal async Task<ExperimentResult> StoreAsync(ExperimentOutcome outcome, CancellationToken lost) => new()
    {
        Evaluations =
        [
            .. outcome.Evaluations.Select(model => new Evaluation(
                model.Alpha,
                [.. model.TestSets.Select(set => new TestSetAccuracy(set.Name, set.InDistribution, set.Correct, set.Count))])),
        ],
        TrainingSeconds = outcome.TrainingSeconds,
        EvaluationSeconds = outcome.EvaluationSeconds,
        ImagesPerSecond = outcome.ImagesPerSecond,
        Epoch = outcome.Epoch,
        ImagesLeftOut = outcome.ImagesLeftOut,
        Model = outcome.ModelFile is string model ? await PutAsync("model", ".safetensors", model, lost) : fineTuned,
        Predictions = outcome.PredictionsFile is string predictions
            ? [await PutAsync("predictions", PredictionFile.Extension, predictions, lost)]
            : [],
    };

    /// <summary>Stores the pictures of an epoch, which are taken over.</summary>
    internal async Task<StoredGallery> StoreAsync(WrittenGallery written, CancellationToken lost) => new(
        written.Epoch,
        await PutAsync(string.Create(CultureInfo.InvariantCulture, $"gallery-{written.Epoch:D4}"), ".json", written.Path, lost));

    /// <summary>The lease's epoch keeps apart what different attempts write.</summary>
    private Task<ArtifactReference> PutAsync(string kind, string extension, string file, CancellationToken lost)
    {
        directory.RequireInside($"the file of its {kind}", file);
        return artifacts.PutAsync(
            string.Create(
                CultureInfo.InvariantCulture, $"{assignment.Lease.Experiment}/{kind}-{assignment.Lease.Epoch}{extension}"),
            file,
            lost);
    }
}
