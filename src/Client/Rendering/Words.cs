using System.Globalization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Spectre.Console;

namespace Counterfactual.Client.Rendering;

/// <summary>States as words, in the colour that they have everywhere.</summary>
internal static class Words
{
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Busy = new(Color.Blue);
    private static readonly Style Bad = new(Color.Red);
    private static readonly Style Quiet = new(Color.Grey);

    /// <summary><c>TrainerError</c> as <c>trainer error</c>.</summary>
    public static string Of<TState>(TState state)
        where TState : struct, Enum =>
        string.Concat(state.ToString().Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"))
            .Trim();

    public static Cell Cell(SweepStatus status) => new(Of(status), status switch
    {
        SweepStatus.Running => Busy,
        SweepStatus.Completed => Good,
        SweepStatus.Failed => Bad,
        _ => Quiet,
    });

    /// <summary>Where an experiment stands; for one that was stopped early, at which epoch.</summary>
    public static Cell State(ExperimentDetails experiment) =>
        experiment.Stopped is { } stop ? new(Of(stop), Good) : Cell(experiment.Status);

    /// <summary><c>stopped at epoch 2 (rung 1)</c>.</summary>
    public static string Of(EarlyStop stop) =>
        string.Create(CultureInfo.InvariantCulture, $"stopped at epoch {stop.Epoch} (rung {stop.Rung})");

    public static Cell Cell(ExperimentStatus status) => new(Of(status), status switch
    {
        ExperimentStatus.Running or ExperimentStatus.Evaluating => Busy,
        ExperimentStatus.Completed => Good,
        ExperimentStatus.Failed => Bad,
        _ => Quiet,
    });
}
