using System.CommandLine;
using System.Globalization;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep plan FILE</c>: what a sweep would take, without running it.</summary>
internal sealed class SweepPlanCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> file = CommonArguments.SweepFile();
    private readonly SetOption set = new();
    private readonly Option<double?> imagesPerSecond = new("--images-per-second")
    {
        Description = "Training images a second of vanilla fine-tuning on one device; else what completed experiments of the "
            + "same model reached.",
        HelpName = "X",
    };

    public SweepPlanCommand(Terminal terminal, CommonOptions common)
        : base(
            "plan",
            "Prints the experiments, steps, evaluations, device-hours and disk that a sweep file would take, without running "
            + "anything.",
            "counterfactual sweep plan sweeps/table.yaml",
            "counterfactual sweep plan sweeps/imagenet-vit-b-32.yaml --images-per-second 500 --set seeds=[0]")
    {
        this.terminal = terminal;
        this.common = common;
        Add(file);
        Add(set);
        Add(imagesPerSecond);
        imagesPerSecond.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is double speed && !(speed is > 0 and < double.PositiveInfinity))
            {
                result.AddError("--images-per-second expects a positive number");
            }
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var plan = SweepFile.Load(parse.GetRequiredValue(file), parse.GetValue(set));
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var estimate = SweepEstimator.Of(plan, new EstimateBasis
        {
            ImagesPerSecond = parse.GetValue(imagesPerSecond),
            Measured = parse.GetValue(imagesPerSecond) is null ? await MeasuredAsync(connection.Client, stop) : [],
            ModelBytes = await ModelBytesAsync(connection.Client, plan, stop),
        });
        common.Print(parse, terminal.Output, estimate, ConsoleJson.Default.SweepEstimate, Write);
        return ExitCode.Done;
    }

    private void Write(SweepEstimate estimate)
    {
        var rows = estimate.Rows;
        var names = RowNames.Of(rows);
        terminal.Output.Write(new FittedTable()
            .Add("row", rows.Select(row => new Cell(names.Name(row.Row))))
            .Add("experiments", rows.Select(row => new Cell(Number(row.Experiments))), alignRight: true)
            .Add("steps each", rows.Select(row => new Cell(Number(row.Steps))), alignRight: true)
            .Add("models each", rows.Select(row => new Cell(Number(row.Models))), alignRight: true)
            .Add("device-hours", rows.Select(row => new Cell(Hours(row.DeviceHours))), alignRight: true)
            .Fit(terminal.Output.Columns));
        terminal.Output.WriteLine(
            $"{Figures.Count(estimate.Experiments, "experiment")}, {Number(estimate.Steps)} steps, "
            + $"{Number(estimate.Evaluations)} models evaluated, "
            + $"{(estimate.DeviceHours is double hours ? Hours(hours) : "unknown")} device-hours");
        terminal.Output.WriteLine(
            $"disk: {Bytes(estimate.DecodedBytes)} decoded images, {Bytes(estimate.ModelBytes)} for {estimate.ModelsKept} kept "
            + $"models, {Bytes(estimate.CheckpointBytes)} checkpoints for each experiment that runs");
        foreach (var note in estimate.Notes)
        {
            terminal.Output.WriteLine($"note: {note}");
        }
    }

    private static async Task<IReadOnlyList<(ExperimentSettings, double)>> MeasuredAsync(
        SiloClient client, CancellationToken stop)
    {
        var measured = new List<(ExperimentSettings, double)>();
        foreach (var sweep in await client.ListSweepsAsync(stop))
        {
            measured.AddRange(
                from experiment in await client.ListExperimentsAsync(sweep.Id, stop)
                where experiment.Status == ExperimentStatus.Completed && experiment.ImagesPerSecond > 0
                select (ExperimentSettings.FromJson(experiment.Settings), experiment.ImagesPerSecond!.Value));
        }

        return measured;
    }

    private static async Task<IReadOnlyDictionary<string, long>> ModelBytesAsync(
        SiloClient client, SweepPlan plan, CancellationToken stop)
    {
        var bytes = (await client.ListModelsAsync(stop)).ToDictionary(model => model.Name, model => model.Bytes);
        foreach (var model in plan.Experiments.Select(experiment => experiment.Settings.Model)
            .Where(model => !model.IsRegistered))
        {
            bytes[model.Checkpoint] = new FileInfo(PretrainedWeights.Find(model).Path).Length;
        }

        return bytes;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Hours(double? hours) => hours?.ToString(hours < 10 ? "0.##" : "N0", CultureInfo.InvariantCulture) ?? "";

    private static string Bytes(long? bytes) => bytes switch
    {
        null => "unknown",
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:N1} GB"),
    };
}
