using System.Text.Json;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>A sweep from its file to its table, and what running it again does.</summary>
[Collection(StudyCollection.Name)]
public sealed class SweepTests(UndisturbedStudy study)
{
    [Fact]
    public void A_sweep_ends_with_its_table_and_its_report_files()
    {
        var lines = study.Run.Output.Split('\n');

        Assert.Contains($"sweep study completed: {StudyFile.Experiments} of {StudyFile.Experiments} experiments done", lines);
        Assert.Contains(lines, line => line.StartsWith("zero-shot ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("vanilla fine-tuning ", StringComparison.Ordinal)
            && line.Contains('±', StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("object", StringComparison.Ordinal)
            && line.Contains("single", StringComparison.Ordinal));
        Assert.All(["report.html", "report.md", "table.tex", "results.csv"], name =>
            Assert.True(System.IO.File.Exists(Assert.Single(lines, line => line.EndsWith(name, StringComparison.Ordinal)))));
        Assert.DoesNotContain('\e', study.Run.Output + study.Run.Error);
    }

    [Fact]
    public void Its_progress_says_what_runs_where()
    {
        Assert.Contains("sweep study: 5 experiments (5 to run) on cpu:0, cpu:1", study.Run.Error);
        Assert.Contains("started on cpu:0", study.Run.Error);
        Assert.Contains("started on cpu:1", study.Run.Error);
        Assert.Contains("completed on cpu:", study.Run.Error);
    }

    [Fact]
    public async Task The_sweep_as_json_has_everything_about_each_experiment_and_the_rows()
    {
        var shown = (await ConsoleProcess.RunAsync(study.Home, "sweep", "show", "study", "-o", "json")).Expect(0);
        Assert.Empty(shown.Error);
        var sweep = JsonDocument.Parse(shown.Output).RootElement;

        Assert.Equal("completed", sweep.GetProperty("sweep").GetProperty("status").GetString());
        var experiments = sweep.GetProperty("experiments").EnumerateArray().ToList();
        Assert.Equal(StudyFile.Experiments, experiments.Count);
        Assert.All(experiments, experiment =>
        {
            Assert.StartsWith("study/", experiment.GetProperty("id").GetString());
            Assert.NotEmpty(experiment.GetProperty("parameters").EnumerateArray());
            Assert.Equal("completed", experiment.GetProperty("status").GetString());
            Assert.Equal(1, experiment.GetProperty("attempts").GetInt32());
            Assert.Contains("/cpu:", experiment.GetProperty("device").GetString());
            Assert.True(experiment.GetProperty("ended").GetDateTime() >= experiment.GetProperty("started").GetDateTime());
            Assert.True(experiment.GetProperty("evaluationSeconds").GetDouble() > 0);
            var testSets = experiment.GetProperty("evaluations")[0].GetProperty("testSets").EnumerateArray().ToList();
            Assert.Equal(
                ["ID", "V2", "R", "Sketch", "ObjectNet", "A"], testSets.Select(set => set.GetProperty("name").GetString()));
            Assert.All(testSets, set =>
            {
                Assert.Equal(100, set.GetProperty("count").GetInt32());
                Assert.Equal(set.GetProperty("correct").GetInt32() / 100.0, set.GetProperty("accuracy").GetDouble());
            });
        });

        var rows = sweep.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows.Skip(1), row =>
        {
            var average = row.GetProperty("oodAverage");
            Assert.Equal(2, average.GetProperty("n").GetInt32());
            Assert.InRange(average.GetProperty("mean").GetDouble(), 0.1, 1);
            Assert.True(average.GetProperty("standardDeviation").GetDouble() >= 0);
        });
    }

    [Fact]
    public async Task Running_it_again_redoes_nothing()
    {
        var before = await EndsAsync();
        var again = (await ConsoleProcess.RunAsync(study.Home, "sweep", "run", study.File.Path, "--devices", "cpu:2")).Expect(0);

        Assert.Contains("(0 to run, 5 done before)", again.Error);
        Assert.DoesNotContain("started", again.Error);
        Assert.Equal(study.Run.Output, again.Output);
        Assert.Equal(before, await EndsAsync());
    }

    [Fact]
    public async Task An_edited_file_runs_only_what_is_new_and_fresh_starts_over()
    {
        await using var home = new TestHome();
        using var file = new StudyFile(StudyFile.Quick);
        async Task<string> RunAsync(params string[] more) =>
            (await ConsoleProcess.RunAsync(home, ["sweep", "run", file.Path, "--devices", "cpu:2", .. more])).Expect(0).Error;

        Assert.Contains("3 experiments (3 to run)", await RunAsync());
        var numbers = await StudyNumbers.OfAsync(home);

        file.Write(StudyFile.Quick.Replace(
            "- {method: vanilla}", "- {method: vanilla}\n  - {method: linear_probe}", StringComparison.Ordinal));
        Assert.Contains("5 experiments (2 to run, 3 done before)", await RunAsync());

        file.Write(StudyFile.Quick);
        Assert.Contains("3 experiments (3 to run)", await RunAsync("--fresh"));
        var sweeps = await home.AskAsync(client => client.ListSweepsAsync());
        Assert.Equal(["study-2", "study"], sweeps.Select(sweep => sweep.Id));
        Assert.Equal(numbers, await StudyNumbers.OfAsync(home, "study-2"));
    }

    [Fact]
    public async Task One_experiment_in_a_process_of_its_own_gives_the_numbers_of_the_sweep()
    {
        using var file = new StudyFile(StudyFile.Text
            .Replace("grid:\n  masking: [object]\n  refill: [single]\n", "", StringComparison.Ordinal)
            .Replace("  - {method: zero_shot}\n", "", StringComparison.Ordinal)
            .Replace("[0, 1]", "[1]", StringComparison.Ordinal));
        var trained = (await ConsoleProcess.RunAsync(study.Home, "train", file.Path, "-o", "json")).Expect(0);
        var alone = JsonDocument.Parse(trained.Output).RootElement;

        var shown = (await ConsoleProcess.RunAsync(study.Home, "sweep", "show", "study", "-o", "json")).Expect(0);
        var inSweep = Assert.Single(
            JsonDocument.Parse(shown.Output).RootElement.GetProperty("experiments").EnumerateArray(),
            experiment => experiment.GetProperty("cell").GetString() == alone.GetProperty("cell").GetString());
        Assert.Equal(inSweep.GetProperty("evaluations").GetRawText(), alone.GetProperty("evaluations").GetRawText());
    }

    [Fact]
    public async Task Every_other_command_shows_its_part_of_it()
    {
        var experiments = (await ConsoleProcess.RunAsync(study.Home, "experiment", "list", "study")).Expect(0);
        Assert.Contains("object single, seed 1", experiments.Output);
        var experiment = (await ConsoleProcess.RunAsync(study.Home, "experiment", "show", "study/1")).Expect(0);
        Assert.Contains("zero-shot", experiment.Output.Replace('_', '-'));
        var log = (await ConsoleProcess.RunAsync(study.Home, "experiment", "log", "study/1", "--tail", "1")).Expect(0);
        Assert.NotEmpty(log.Output);
        var devices = (await ConsoleProcess.RunAsync(study.Home, "device", "list")).Expect(0);
        Assert.Contains("/cpu:1", devices.Output);
    }

    private async Task<IReadOnlyList<DateTime?>> EndsAsync() =>
        await study.Home.AskAsync(async client =>
            (await client.GetSweepAsync(StudyFile.Sweep)).Experiments.Select(one => one.Ended).ToList());
}
