using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Tests.Sweeps;

namespace Counterfactual.Silo.Tests.Reports;

public sealed class ReportTests
{
    private static readonly string[] _files = ["report.html", "report.md", "table.md", "table.tex", "results.csv", "sweep.yaml"];

    /// <summary>One completed, one running, one failed with a message that would be markup, and two waiting.</summary>
    internal static SweepDetails Unfinished { get; } = SampleSweep.Of(
        """
        name: unfinished
        include:
          - {method: zero_shot}
          - {method: vanilla, alphas: [0.5]}
        seeds: [0, 1, 2, 3]
        # ``` is no end of the listing
        """,
        (planned, experiment) => experiment.Number switch
        {
            1 => experiment.Completed((0, [71.1, 69.0, 57.2, 67.9, 52.4, 71.3])),
            2 => experiment.Completed((0.5, [93.9, 93.6, 48.9, 56.4, 40.1, 57.2]), (1, [95.9, 95.3, 36.4, 43.8, 29.2, 39.8])),
            3 => experiment with { Status = ExperimentStatus.Running, Attempts = 1, Device = "laptop/cpu:0" },
            4 => experiment.Failed("loss is NaN at step 12 | see <b>log</b>\nsecond line"),
            _ => null,
        });

    [Fact]
    public void The_report_of_a_completed_sweep_is_as_expected() =>
        AssertEqualsFile("table.md", MarkdownReport.Write(SampleSweep.Material(MiniatureTable.Sweep)));

    [Fact]
    public void The_report_of_an_unfinished_sweep_is_as_expected() =>
        AssertEqualsFile("unfinished.md", MarkdownReport.Write(SampleSweep.Material(Unfinished)));

    [Fact]
    public void The_results_are_as_expected() => AssertEqualsFile("unfinished.csv", ResultsCsv.Write(Unfinished));

    [Fact]
    public void Every_field_of_the_results_survives_reading()
    {
        var sweep = SampleSweep.Of("name: quoted\nmethod: vanilla\n", (_, experiment) => (experiment with
        {
            Point = experiment.Point with { Parameters = [new("method", "vanilla"), new("model", "say \"a, b\"\nand c")] },
        }).Completed((1, [50, 50, 50, 50, 50, 50])));

        Assert.StartsWith(
            "sweep,experiment,cell,method,model,seed,stopped_epoch,alpha,test_set,correct,count,accuracy\r\n"
            + "quoted,quoted/1,cell-1,vanilla,\"say \"\"a, b\"\"\nand c\",0,,1,ID,1000,2000,0.5\r\n",
            ResultsCsv.Write(sweep),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_finds_the_old_or_the_new_report_whole()
    {
        var directory = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        SweepReportFiles.Write(directory, SampleSweep.Material(Unfinished));
        var path = Path.Combine(directory, "report.md");
        string[] expected =
            [.. new[] { Unfinished, MiniatureTable.Sweep }.Select(sweep => MarkdownReport.Write(SampleSweep.Material(sweep)))];
        using CancellationTokenSource written = new();
        var reading = Task.Run(() =>
        {
            List<string> found = [];
            while (!written.IsCancellationRequested)
            {
                found.Add(File.ReadAllText(path));
            }

            return found;
        });

        for (var round = 0; round < 20; round++)
        {
            var files = SweepReportFiles.Write(
                directory, SampleSweep.Material(round % 2 == 0 ? MiniatureTable.Sweep : Unfinished));
            Assert.Equal(_files, files.Where(file => !file.Contains('/', StringComparison.Ordinal)));
        }

        await written.CancelAsync();
        Assert.Empty((await reading).Distinct().Except(expected));
        Assert.Equal(_files.Order(), Directory.GetFiles(directory).Select(entry => Path.GetFileName(entry)).Order());
        Directory.Delete(directory, recursive: true);
    }

    private static void AssertEqualsFile(string name, string actual) =>
        Assert.Equal(File.ReadAllText(RepositoryFiles.TestData(Path.Combine("Silo.Tests", "Reports", "Expected", name))), actual);
}
