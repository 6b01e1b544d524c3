using System.Buffers.Binary;
using System.Security.Cryptography;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Tests.Trainers;

/// <summary>A trainer process that has run other experiments before, beside one that has not, on real images.</summary>
public sealed class WarmTrainerTests
{
    /// <summary>What each experiment leaves in its process is not what the next one needs.</summary>
    private static readonly (string Name, string Row, string Precision)[] _studies =
    [
        ("half", "{masking: object, refill: multi}", "bfloat16"),
        ("vanilla", "{method: vanilla}", "float32"),
        ("probe", "{method: linear_probe}", "float32"),
        ("object", "{masking: object, refill: single}", "float32"),
    ];

    private static SiloOptions Options { get; } = TestSilo.Options with
    {
        Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("real-trainer") },
    };

    [Fact]
    public async Task An_experiment_ends_with_the_same_bits_in_a_warm_process_and_in_a_fresh_one()
    {
        await using var warm = await TestSilo.StartAsync(Options);
        await using var fresh = await TestSilo.StartAsync(Options);
        HashSet<string> warmProcesses = [], freshProcesses = [];
        foreach (var study in _studies)
        {
            var expected = await RunAsync(fresh, study, freshProcesses);
            var found = await RunAsync(warm, study, warmProcesses);
            Assert.Equal(expected, found);
            await fresh.RestartAsync(Options);
        }

        Assert.Single(warmProcesses);
        Assert.Equal(_studies.Length, freshProcesses.Count);
    }

    /// <summary>Runs a study of one experiment: its weights, its counts, and what was measured but speed and memory.</summary>
    private static async Task<List<string>> RunAsync(
        TestSilo test, (string Name, string Row, string Precision) study, HashSet<string> processes)
    {
        var text = $$"""
            name: {{study.Name}}
            model: miniature
            data: {study: miniature, train_images: 200, test_images: 50, curve_images: 20}
            training: {epochs: 2, batch_size: 50, precision: {{study.Precision}}}
            keep: model
            include: [{{study.Row}}]
            seeds: [0]
            """;
        await test.Client.LaunchSweepAsync(new LaunchRequest { FileName = $"/{study.Name}.yaml", Text = text });
        await TestSilo.UntilAsync($"{study.Name} ends", async () =>
            (await test.Client.GetProgressAsync(study.Name)).Status != SweepStatus.Running);
        var experiment = Assert.Single((await test.Client.GetSweepAsync(study.Name)).Experiments);
        Assert.Equal((ExperimentStatus.Completed, 1), (experiment.Status, experiment.Attempts));

        var log = await test.Client.GetExperimentLogAsync(experiment.Id);
        processes.Add(log.Split("trainer process ")[1].Split('\n', ',')[0]);
        return
        [
            WeightsOf(Path.Combine(test.Home.Artifacts, experiment.Model!.Name)),
            .. MethodNumbers.CountedIn(experiment),
            .. await MethodNumbers.MeasuredInAsync(test.Client, experiment.Id),
        ];
    }

    /// <summary>SHA-256 of a safetensors file's numbers, without its header: that tells how long the training took.</summary>
    private static string WeightsOf(string path)
    {
        var file = File.ReadAllBytes(path);
        var header = sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(header)));
    }
}
