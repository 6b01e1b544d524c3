namespace Counterfactual.Training.Experiments;

/// <summary>Tells the observer where the experiment stands. Work is counted in forward passes of one image.</summary>
internal sealed class ProgressMeter(IExperimentObserver observer)
{
    private ExperimentProgress now = new() { Phase = ExperimentPhase.Preparing };
    private double allWork = 1;

    /// <summary>Says that images and model are being made ready.</summary>
    public void Preparing() => observer.Progress(now);

    /// <summary>Says how much there is to do.</summary>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="steps">Optimiser steps in all.</param>
    /// <param name="work">Forward passes of one image in all.</param>
    public void Plan(int epochs, int steps, double work)
    {
        now = now with { Epochs = epochs, Steps = steps };
        allWork = Math.Max(work, 1);
    }

    /// <summary>Says how much there is to evaluate, where nothing is trained before.</summary>
    /// <param name="work">Forward passes of one image in all.</param>
    public void PlanUnlessPlanned(double work)
    {
        if (now.Steps == 0)
        {
            Plan(epochs: 0, steps: 0, work);
        }
    }

    /// <summary>Says that a step was done, or taken over from a checkpoint.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="epoch">The epoch of the step, 1-based.</param>
    /// <param name="loss">The step's loss; null where it is not known.</param>
    /// <param name="imagesPerSecond">Over the last steps.</param>
    /// <param name="workDone">Forward passes of one image done, with those of measurements.</param>
    public void Trained(int step, int epoch, double? loss, double imagesPerSecond, double workDone)
    {
        now = now with
        {
            Phase = ExperimentPhase.Training,
            Epoch = epoch,
            Step = step,
            Loss = loss ?? now.Loss,
            ImagesPerSecond = imagesPerSecond,
        };
        Report(workDone);
    }

    /// <summary>Says that accuracy is being measured between epochs.</summary>
    /// <param name="workDone">Forward passes of one image done, with those of measurements.</param>
    public void Measuring(double workDone)
    {
        now = now with { Phase = ExperimentPhase.Evaluating };
        observer.Worked();
        Report(workDone);
    }

    /// <summary>Says that accuracy is being measured.</summary>
    /// <param name="workLeft">Forward passes of one image still to do after what is being measured.</param>
    public void Evaluating(double workLeft)
    {
        now = now with { Phase = ExperimentPhase.Evaluating };
        observer.Worked();
        Report(allWork - workLeft);
    }

    private void Report(double workDone)
    {
        now = now with { Done = Math.Clamp(workDone / allWork, now.Done, 1) };
        observer.Progress(now);
    }
}
