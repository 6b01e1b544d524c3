using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary>
/// <c>counterfactual train FILE</c>: one experiment in this process, without a silo, for debugging the science.
/// </summary>
internal sealed class TrainCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> file = CommonArguments.SweepFile();
    private readonly SetOption set = new();

    public TrainCommand(Terminal terminal, CommonOptions common)
        : base(
            "train",
            "Runs the one experiment of a sweep file in this process, without a silo, on the first of --devices (else on one CPU "
            + "thread). Nothing is kept.",
            "counterfactual train my-point.yaml",
            "counterfactual train my-point.yaml --set training.max_steps=10 -o json")
    {
        this.terminal = terminal;
        this.common = common;
        Add(file);
        Add(set);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var experiment = await LoadAsync(parse, stop);
        using var environment = new LocalEnvironment(common.OpenHome(parse), parse.GetValue(common.Devices), threads: 1);
        terminal.Error.WriteLine($"{experiment} on {environment.Value.Device}");
        var outcome = await Task.Run(() => Train(experiment.Settings, environment.Value, stop), CancellationToken.None);
        common.Print(parse, terminal.Output, TrainedExperiment.Of(experiment.Point, outcome),
            ConsoleJson.Default.TrainedExperiment, trained =>
            terminal.Output.Write(AccuracyTable.Of(trained.Evaluations).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }

    private async Task<PlannedExperiment> LoadAsync(ParseResult parse, CancellationToken stop)
    {
        var (path, overrides) = (parse.GetRequiredValue(file), parse.GetValue(set));
        var experiment = SweepFile.Load(path, overrides).Single();
        if (!experiment.Settings.Model.IsRegistered)
        {
            return experiment;
        }

        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var models = (await connection.Client.ListModelsAsync(stop)).Select(model => new SweepModel(
            model.Name, model.Sha256, [.. model.Heads.Select(head => new SweepModelHead(head.Name, head.Sha256))]));
        return SweepFile.Load(path, overrides, new SweepRegistry { Models = [.. models] }).Single();
    }

    private ExperimentOutcome Train(ExperimentSettings settings, ExperimentEnvironment environment, CancellationToken stop)
    {
        var status = new StatusLine(terminal.Error);
        try
        {
            return ExperimentRunner.Run(settings, environment, new TrainingProgress(status, TimeProvider.System), stop);
        }
        finally
        {
            status.End();
        }
    }
}
