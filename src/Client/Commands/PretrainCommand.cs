using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Pretraining;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual pretrain</c>: makes the miniature study's pretrained model anew.</summary>
internal sealed class PretrainCommand : ConsoleCommand
{
    private static readonly PretrainingOptions Shipped = new();

    private readonly Terminal terminal;
    private readonly CommonOptions common;

    private readonly Option<FileInfo> output = new("--out")
    {
        Description = "The file to write.",
        HelpName = "FILE",
        DefaultValueFactory = _ => new FileInfo($"{ModelSettings.Miniature}.safetensors"),
    };

    private readonly WholeNumberOption steps = new("--steps", "Optimiser steps.", Shipped.Steps, least: 1);
    private readonly WholeNumberOption images = new("--images", "Use only the first so many images.", Shipped.Images, least: 1);
    private readonly WholeNumberOption batchSize = new("--batch-size", "Images a step.", Shipped.BatchSize, least: 1);
    private readonly WholeNumberOption testImages = new(
        "--test-images", "Images of each test set to measure it on.", Shipped.TestImages, least: 1);
    private readonly WholeNumberOption seed = new("--seed", "Draws first values, order and colours.", Shipped.Seed, least: 0);
    private readonly WholeNumberOption threads = new("--threads", "Processor threads.", Environment.ProcessorCount, least: 1);

    public PretrainCommand(Terminal terminal, CommonOptions common)
        : base(
            "pretrain",
            "Makes the miniature study's pretrained model anew: a quarter of an hour on two cores. A sweep file takes it with "
            + "'model: FILE'.",
            "counterfactual pretrain --out my-model.safetensors",
            "counterfactual pretrain --steps 500 --seed 1 --out quick.safetensors")
    {
        this.terminal = terminal;
        this.common = common;
        Add(output);
        Add(steps);
        Add(images);
        Add(batchSize);
        Add(testImages);
        Add(seed);
        Add(threads);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var options = Shipped with
        {
            Steps = parse.GetValue(steps),
            Images = parse.GetValue(images),
            BatchSize = parse.GetValue(batchSize),
            TestImages = parse.GetValue(testImages),
            Seed = parse.GetValue(seed),
        };
        var file = parse.GetRequiredValue(output);
        Refuse(options, file);
        using var environment = new LocalEnvironment(
            common.OpenHome(parse), parse.GetValue(common.Devices), parse.GetValue(threads));
        var made = await Task.Run(() => Pretrain(options, environment.Value, stop), CancellationToken.None);
        File.Move(made.Path, file.FullName, overwrite: true);
        common.Print(parse, terminal.Output, PretrainedFile.Of(made, file.FullName), ConsoleJson.Default.PretrainedFile, Write);
        return ExitCode.Done;
    }

    /// <exception cref="WrongRequestException">The options contradict themselves, or the file has nowhere to go.</exception>
    private static void Refuse(PretrainingOptions options, FileInfo file)
    {
        try
        {
            options.ThrowIfInvalid();
        }
        catch (ArgumentException wrong)
        {
            throw new WrongRequestException(wrong.Message);
        }

        if (file.Directory is not { Exists: true } || Directory.Exists(file.FullName))
        {
            throw new WrongRequestException($"--out {file}: expected a file in a directory that exists");
        }
    }

    private PretrainedModel Pretrain(PretrainingOptions options, ExperimentEnvironment environment, CancellationToken stop)
    {
        var status = new StatusLine(terminal.Error);
        try
        {
            status.Show($"preparing {options.Images} images");
            return Pretrainer.Run(options, environment, new PretrainingStatus(status, options.BatchSize), stop);
        }
        finally
        {
            status.End();
        }
    }

    private void Write(PretrainedFile made)
    {
        terminal.Output.WriteLine(made.File);
        terminal.Output.WriteLine($"SHA-256 {made.Sha256}, trained in {Figures.Duration(made.Seconds)}");
        terminal.Output.Write(AccuracyTable.Of([made.Accuracy]).Fit(terminal.Output.Columns));
    }
}
