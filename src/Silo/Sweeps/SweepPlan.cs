using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Sweeps;

/// <summary>A valid sweep file, expanded to its experiments.</summary>
public sealed record SweepPlan
{
    /// <summary>The sweep's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file's name as its author knows it.</summary>
    public required string FileName { get; init; }

    /// <summary>The file's text with all overrides written into it; read again it gives the same plan.</summary>
    public required string Text { get; init; }

    /// <summary>At least one, at most 100,000, in table order; no two with one cell.</summary>
    public required IReadOnlyList<PlannedExperiment> Experiments { get; init; }

    /// <summary>Attempts that an experiment is allowed; 1..101.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>-1000..1000; higher goes first.</summary>
    public required int Priority { get; init; }

    /// <summary>Experiments that may run at once, 1..100,000; null for no limit.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>What is asked of whoever runs the experiments.</summary>
    public AttemptRules Rules { get; init; } = new();

    /// <summary>The request that launches the sweep.</summary>
    /// <param name="fresh">Whether results of the same cells in other sweeps are left unused.</param>
    public SweepLaunch ToLaunch(bool fresh = false) => new()
    {
        Name = Name,
        File = Text,
        Points = [.. Experiments.Select(experiment => experiment.Point)],
        MaxAttempts = MaxAttempts,
        Priority = Priority,
        MaxConcurrent = MaxConcurrent,
        Fresh = fresh,
        Rules = Rules,
    };

    /// <summary>The only experiment of the file.</summary>
    /// <exception cref="SweepFileException">The file has several; the message lists them.</exception>
    public PlannedExperiment Single()
    {
        const int Listed = 10;
        if (Experiments.Count == 1)
        {
            return Experiments[0];
        }

        var list = string.Concat(Experiments.Take(Listed).Select(experiment => $"\n  {experiment}"));
        var more = Experiments.Count > Listed ? $"\n  and {Experiments.Count - Listed} more" : "";
        const string Advice = "write a file for it, or choose with --set seeds=[0] and the like";
        throw new SweepFileException([new(FileName, $"{Experiments.Count} experiments, expected one; {Advice}:{list}{more}")]);
    }
}
