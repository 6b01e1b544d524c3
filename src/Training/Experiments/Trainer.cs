using System.Diagnostics;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;
using Counterfactual.Training.Telemetry;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>The training loop: every method's, from the first step or from a checkpoint to the last step.</summary>
internal sealed class Trainer : IDisposable
{
    private const int MetricsEvery = 10;

    private readonly TrainingRecipe recipe;
    private readonly ExperimentEnvironment environment;
    private readonly IExperimentObserver observer;
    private readonly string cell;
    private readonly ImageClassifier model;
    private readonly TrainingStep method;
    private readonly GradientPass gradients;
    private readonly TrainingOrder order;
    private readonly LearningCurves curves;
    private readonly BestEpoch? best;
    private readonly ProgressMeter progress;
    private readonly AdamW optimizer;
    private readonly optim.lr_scheduler.LRScheduler schedule;
    private readonly UnreadLosses losses = new();
    private readonly Stopwatch training = new();
    private readonly Stopwatch measuring = new();
    private readonly Device device;
    private Evaluation? evaluation;
    private double secondsBefore;
    private double measured;
    private TimeSpan read;
    private Activity? epochSpan;

    public Trainer(
        ExperimentSettings settings, ExperimentEnvironment environment, IExperimentObserver observer, string cell,
        ImageClassifier model,
        TrainingStep method, TrainingOrder order, LearningCurves curves, BestEpoch? best, ProgressMeter progress)
    {
        recipe = settings.Training;
        this.environment = environment;
        device = torch.device(environment.Device);
        this.observer = observer;
        this.cell = cell;
        this.model = model;
        this.method = method;
        gradients = new GradientPass(method, recorded: CudaGraph.CanRecord(device));
        this.order = order;
        this.curves = curves;
        this.best = best;
        this.progress = progress;
        var weightDecay = settings.Method == TrainingMethod.LinearProbe ? 0 : recipe.WeightDecay;
        optimizer = optim.AdamW(method.Parameters, lr: recipe.LearningRate, weight_decay: weightDecay);
        schedule = recipe.Schedule == LearningRateSchedule.OneCycle
            ? optim.lr_scheduler.OneCycleLR(optimizer, recipe.LearningRate, order.Steps, recipe.WarmUp)
            : optim.lr_scheduler.WarmupCosineLR(optimizer, (int)Math.Round(recipe.WarmUp * order.Steps), order.Steps);
    }

    /// <summary>Draws pictures after each epoch; null for none.</summary>
    public Gallery? Gallery { get; init; }

    /// <summary>Seconds of optimiser steps, those before the checkpoint included.</summary>
    public double TrainingSeconds => secondsBefore + training.Elapsed.TotalSeconds;

    /// <summary>Seconds of measuring accuracy after epochs.</summary>
    public double MeasuringSeconds => measuring.Elapsed.TotalSeconds;

    /// <summary>Optimiser steps behind the trained weights, those before the checkpoint included.</summary>
    public int StepsDone { get; private set; }

    /// <summary>The epoch of the last of them, 1-based.</summary>
    public int EpochsDone => Epoch(StepsDone);

    /// <summary>Trains to the last step, or to the end of an epoch after which the observer lets it not go on.</summary>
    /// <exception cref="OperationCanceledException">It was stopped: a checkpoint of the last step done is written.</exception>
    /// <exception cref="ExperimentException">The loss is no number, or a checkpoint cannot be read or written.</exception>
    public void Run(CancellationToken stop)
    {
        var step = Resume();
        var checkpointed = step;
        try
        {
            // Curves are measured where an epoch ends, after its checkpoint: also when going on from that checkpoint.
            while (true)
            {
                if (step > 0 && IsEndOfEpoch(step))
                {
                    var metrics = Measure(step, stop);
                    if (step == order.Steps || !observer.GoesOn(Epoch(step), metrics, stop))
                    {
                        StepsDone = step;
                        return;
                    }
                }

                stop.ThrowIfCancellationRequested();
                epochSpan ??= TrainingSpans.Epoch(Epoch(step + 1));
                Step(step++);
                if (IsCheckpoint(step))
                {
                    WriteCheckpoint(step);
                    checkpointed = step;
                }

                if (IsEndOfEpoch(step))
                {
                    EndEpochSpan();
                }
            }
        }
        catch (OperationCanceledException) when (step > checkpointed)
        {
            if (losses.Count > 0)
            {
                losses.Read(step, order.Steps);
            }

            WriteCheckpoint(step);
            throw;
        }
    }

    public void Dispose()
    {
        EndEpochSpan();
        losses.Dispose();
        gradients.Dispose();
        evaluation?.Dispose();
        optimizer.Dispose();
    }

    private void Step(int step)
    {
        using var scope = NewDisposeScope();
        training.Start();
        var batch = order.Batch(step);
        var loss = gradients.Run(method.Inputs(batch));
        var clipping = nn.utils.clipping(method.Parameters.Select(named => named.parameter), recipe.GradientNorm);
        var learningRate = optimizer.param_groups[0].LearningRate;
        optimizer.step(clipping.Scale);
        schedule.step();
        if (++step < order.Steps)
        {
            method.Prefetch(order.Batch(step));
        }

        losses.Add(loss.Total);
        if (!IsRead(step))
        {
            training.Stop();
            return;
        }

        var steps = losses.Count;
        var total = losses.Read(step, order.Steps);
        training.Stop();
        var seconds = (training.Elapsed - read).TotalSeconds;
        TrainingMetrics.Stepped(steps, seconds, recipe.BatchSize);
        var imagesPerSecond = steps * recipe.BatchSize / seconds;
        read = training.Elapsed;
        if (IsMetric(step))
        {
            observer.Metric("train.loss", step, total);
            observer.Metric("train.loss.ce", step, loss.CrossEntropy.item<double>());
            if (loss.Distance is not null)
            {
                observer.Metric("train.loss.distillation", step, loss.Distance.item<double>());
            }

            observer.Metric("train.learning_rate", step, learningRate);
            observer.Metric("train.gradient_norm", step, clipping.Norm.item<double>());
            observer.Metric("train.images_per_second", step, imagesPerSecond);
            MemoryMetrics.Report(observer, step, device);
        }

        progress.Trained(step, batch.Epoch + 1, total, imagesPerSecond, WorkDone(step));
    }

    // Where a step costs the processor's own time, reading its loss costs nothing.
    private bool IsRead(int step) => device.type == DeviceType.CPU || IsMetric(step) || IsCheckpoint(step);

    private bool IsMetric(int step) => step % MetricsEvery == 0 || step == order.Steps;

    private bool IsCheckpoint(int step) => IsEndOfEpoch(step) || step % recipe.CheckpointSteps == 0;

    private Dictionary<string, double> Measure(int step, CancellationToken stop)
    {
        using var span = TrainingSpans.Validate(Epoch(step));
        var metrics = new Dictionary<string, double>();
        measuring.Start();
        measured = WorkDone(step);
        evaluation ??= new Evaluation(model, device, stop) { Counted = images => progress.Measuring(measured += images) };
        if (best is not null)
        {
            Report(EpochMetrics.HeldOut, best.Measure(Epoch(step), evaluation));
        }

        if (Gallery is not null)
        {
            observer.GalleryWritten(Gallery.Write(model, Epoch(step), step, environment.CheckpointDirectory));
        }

        curves.Measure(evaluation, Report);
        measuring.Stop();
        return metrics;

        void Report(string name, double value)
        {
            metrics[name] = value;
            observer.Metric(name, step, value);
        }
    }

    private int Resume()
    {
        if (environment.ResumeFrom is null)
        {
            return 0;
        }

        var checkpoint = TrainingCheckpoint.Read(environment.ResumeFrom, cell, method.Parameters, optimizer);
        if (checkpoint.Step < 1 || checkpoint.Step > order.Steps)
        {
            throw new ExperimentException(
                $"{environment.ResumeFrom}: the checkpoint is of step {checkpoint.Step}; expected 1..{order.Steps}");
        }

        secondsBefore = checkpoint.TrainingSeconds;
        best?.Restore(checkpoint.Best);
        schedule.StepNumber = checkpoint.Step;
        progress.Trained(checkpoint.Step, Epoch(checkpoint.Step), loss: null, imagesPerSecond: 0, WorkDone(checkpoint.Step));
        return checkpoint.Step;
    }

    private void WriteCheckpoint(int step)
    {
        using var span = TrainingSpans.Checkpoint(step);
        observer.CheckpointWritten(new TrainingCheckpoint(step, TrainingSeconds, best?.Weights)
            .Write(environment.CheckpointDirectory, cell, method.Parameters, optimizer));
    }

    private void EndEpochSpan()
    {
        epochSpan?.Dispose();
        epochSpan = null;
    }

    private bool IsEndOfEpoch(int step) => step % order.StepsPerEpoch == 0 || step == order.Steps;

    private int Epoch(int step) => (step + order.StepsPerEpoch - 1) / order.StepsPerEpoch;

    private double WorkDone(int step) =>
        (step * recipe.BatchSize * method.Passes) + ((Epoch(step) - 1) * (curves.ImagesPerEpoch + (best?.Images ?? 0)));
}
