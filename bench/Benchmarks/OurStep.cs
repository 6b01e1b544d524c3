using System.Diagnostics;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Experiments;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>A student, its teacher and its optimiser, that take steps on one batch of noise.</summary>
internal sealed class OurStep : IDisposable
{
    private readonly StepBenchmarkOptions options;
    private readonly NoiseStep method;
    private readonly GradientPass gradients;
    private readonly AdamW optimizer;
    private readonly Device place;
    private int step;

    public OurStep(StepBenchmarkOptions options, string method)
    {
        this.options = options;
        place = device(options.Device);
        this.method = new NoiseStep(options, method);
        gradients = new GradientPass(
            this.method, recorded: options.Recorded && CudaGraph.CanRecord(place));
        optimizer = optim.AdamW(this.method.Parameters, lr: 1e-6, weight_decay: 0.1);
    }

    /// <summary>Takes a round of steps.</summary>
    /// <returns>Images a second.</returns>
    public double Round()
    {
        synchronize(place);
        var started = Now();
        for (var i = 0; i < options.StepsPerRound; i++)
        {
            Step().Dispose();
        }

        synchronize(place);
        return options.Batch * options.StepsPerRound / (Now() - started).TotalSeconds;
    }

    /// <summary>
    /// Shares of forward passes (maps included), backward pass and optimiser in the time of a step that is not recorded; they add
    /// up to 1.
    /// </summary>
    public (double Forward, double Backward, double Optimizer) Split()
    {
        using var scope = NewDisposeScope();
        var inputs = method.Inputs(NextBatch());
        var started = Phase();
        method.WorkingCopy.Refresh();
        var loss = method.Loss(inputs).Total;
        var forward = Phase();
        optimizer.zero_grad();
        loss.backward();
        method.WorkingCopy.HandOverGradients();
        var backward = Phase();
        Optimize();
        var whole = Phase() - started;
        return ((forward - started) / whole, (backward - forward) / whole, 1 - ((backward - started) / whole));
    }

    /// <summary>The losses of the next steps.</summary>
    public double[] Losses(int steps)
    {
        using var scope = NewDisposeScope();
        return stack([.. Enumerable.Range(0, steps).Select(_ => Step())]).to(ScalarType.Float64).ToArray<double>();
    }

    public void Dispose()
    {
        gradients.Dispose();
        optimizer.Dispose();
        method.Dispose();
    }

    private TimeSpan Now() => options.ProcessorTime ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

    private TimeSpan Phase()
    {
        synchronize(place);
        return Now();
    }

    private TrainingBatch NextBatch() => new(Epoch: 0, step++, [], []);

    private Tensor Step()
    {
        using var scope = NewDisposeScope();
        var loss = gradients.Run(method.Inputs(NextBatch())).Total;
        Optimize();

        // As in training, a GPU is not waited for.
        return loss.detach().MoveToOuterDisposeScope();
    }

    private void Optimize() =>
        optimizer.step(nn.utils.clipping(method.Parameters.Select(named => named.parameter), 1).Scale);
}
