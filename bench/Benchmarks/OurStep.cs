using System.Diagnostics;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>A student, its teacher and its optimiser, that take steps on one batch of noise.</summary>
internal sealed class OurStep : IDisposable
{
    private const double Beta = 10;
    private const string TeacherMap = "-teacher";

    private readonly StepBenchmarkOptions options;
    private readonly ImageClassifier student;
    private readonly WorkingCopy working;
    private readonly WorkingCopy teacher;
    private readonly ImageClassifier pretrained;
    private readonly AdamW optimizer;
    private readonly CounterfactualSampler? sampler;
    private readonly Parameter[] parameters;
    private readonly Tensor images;
    private readonly Tensor labels;
    private readonly Tensor? teacherMap;
    private int step;

    public OurStep(StepBenchmarkOptions options, string method)
    {
        this.options = options;
        var place = device(options.Device);
        student = new ImageClassifier(options.Model, options.Classes);
        ModelInitialization.Initialize(student, headDeviation: 2, seed: 0);
        student.to(place);
        working = new WorkingCopy(student, options.WorkingType);
        pretrained = student.Copy();
        pretrained.requires_grad_(false);
        teacher = new WorkingCopy(pretrained, options.WorkingType);
        parameters = [.. student.parameters()];
        optimizer = optim.AdamW(student.named_parameters(), lr: 1e-6, weight_decay: 0.1);
        sampler = method == "vanilla" ? null : new CounterfactualSampler(Counterfactual(method), seed: 0);
        images = randint(0, 256, [options.Batch, 3, options.Model.Resolution, options.Model.Resolution], ScalarType.Byte, place);
        labels = randint(0, options.Classes, [options.Batch], ScalarType.Int64, place);
        teacherMap = method.EndsWith(TeacherMap, StringComparison.Ordinal)
            ? rand([options.Batch, options.Model.Patches], device: place)
            : null;
    }

    /// <summary>Takes a round of steps.</summary>
    /// <returns>Images a second.</returns>
    public double Round()
    {
        synchronize(images.device);
        var started = Now();
        for (var i = 0; i < options.StepsPerRound; i++)
        {
            Step(_ => { }).Dispose();
        }

        synchronize(images.device);
        return options.Batch * options.StepsPerRound / (Now() - started).TotalSeconds;
    }

    /// <summary>
    /// Shares of forward passes (maps included), backward pass and optimiser in the time of a step; they add up to 1.
    /// </summary>
    public (double Forward, double Backward, double Optimizer) Split()
    {
        var ends = new List<TimeSpan> { Now() };
        Step(device =>
        {
            synchronize(device);
            ends.Add(Now());
        }).Dispose();
        var whole = ends[^1] - ends[0];
        return ((ends[1] - ends[0]) / whole, (ends[2] - ends[1]) / whole, (ends[3] - ends[2]) / whole);
    }

    /// <summary>The losses of the next steps.</summary>
    public double[] Losses(int steps)
    {
        using var scope = NewDisposeScope();
        return stack([.. Enumerable.Range(0, steps).Select(_ => Step(_ => { }))]).to(ScalarType.Float64).ToArray<double>();
    }

    public void Dispose()
    {
        optimizer.Dispose();
        teacher.Dispose();
        pretrained.Dispose();
        working.Dispose();
        student.Dispose();
        images.Dispose();
        labels.Dispose();
        teacherMap?.Dispose();
    }

    private TimeSpan Now() => options.ProcessorTime ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

    private Tensor Step(Action<Device> phaseEnded)
    {
        using var scope = NewDisposeScope();
        working.Refresh();
        var loss = Loss();
        phaseEnded(images.device);
        optimizer.zero_grad();
        loss.backward();
        working.HandOverGradients();
        phaseEnded(images.device);
        optimizer.step(nn.utils.clipping(parameters, 1).Scale);
        phaseEnded(images.device);

        // As in training, a GPU is not waited for.
        return loss.detach().MoveToOuterDisposeScope();
    }

    private Tensor Loss()
    {
        var keepAttention = sampler is { NeedsRelevance: true } && teacherMap is null;
        var clean = CleanPass.Run(working.Model, images, keepAttention);
        var loss = nn.functional.cross_entropy(clean.Logits, labels);
        if (sampler is null)
        {
            return loss;
        }

        var counterfactuals = sampler.Sample(clean, labels, epoch: 0, step++, teacherMap);
        return loss + Beta * FeatureDistance.Compute(working.Model, teacher.Model, clean, counterfactuals);
    }

    private static CounterfactualOptions Counterfactual(string method)
    {
        var parts = method == "no-masking" ? ["none", "none"] : method.Split('-');
        var masking = Enum.Parse<Masking>(parts[0], ignoreCase: true);
        return new()
        {
            Masking = masking,
            Refill = Enum.Parse<Refill>(parts[1], ignoreCase: true),
            Level = masking == Masking.Random ? 0.5 : 0.3,
        };
    }
}
