using System.CommandLine;
using System.Globalization;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual train FILE</c>: one experiment in this process, without a silo, for debugging the science.</summary>
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
        var experiment = SweepFile.Load(parse.GetRequiredValue(file), parse.GetValue(set)).Single();
        var home = common.OpenHome(parse);
        var checkpoints = Directory.CreateTempSubdirectory("counterfactual-train-");
        var progress = TrainingProgress.On(terminal.Error, TimeProvider.System);
        try
        {
            var environment = Environment(parse.GetValue(common.Devices), home.Cache, checkpoints.FullName);
            terminal.Error.WriteLine($"{experiment} on {environment.Device}");
            var outcome = await Task.Run(
                () => ExperimentRunner.Run(experiment.Settings, environment, progress, stop), CancellationToken.None);
            progress.End();
            var trained = TrainedExperiment.Of(experiment.Point, outcome);
            common.Print(parse, terminal.Output, trained, ConsoleJson.Default.TrainedExperiment, _ =>
                terminal.Output.Write(AccuracyTable.Of(trained.Evaluations).Fit(terminal.Output.Columns)));
            return ExitCode.Done;
        }
        finally
        {
            progress.End();
            checkpoints.Delete(recursive: true);
        }
    }

    private static ExperimentEnvironment Environment(DeviceSelection? devices, string cache, string checkpoints) => new()
    {
        Device = devices is DeviceSelection.Cuda cuda
            ? string.Create(CultureInfo.InvariantCulture, $"cuda:{cuda.Ordinals?[0] ?? 0}")
            : "cpu",
        CacheDirectory = cache,
        CheckpointDirectory = checkpoints,
    };
}
