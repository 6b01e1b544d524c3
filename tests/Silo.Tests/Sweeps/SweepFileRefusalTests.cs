using System.Text;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SweepFileRefusalTests
{
    public static TheoryData<string> BadFiles => [.. BadSweepFiles.All.Keys];

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_every_error_and_its_place(string title)
    {
        var (text, errors) = BadSweepFiles.All[title];

        var refusal = Assert.Throws<SweepFileException>(() =>
            SweepFile.Parse(text, "bad/sweep.yaml", registry: new() { Models = [] }));

        Assert.Equal(
            errors.Select(error =>
                $"bad/sweep.yaml:{error.Replace("DIRECTORY", Path.GetFullPath("bad"), StringComparison.Ordinal)}"),
            refusal.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("no/such.yaml: no such file; expected a sweep file", Refusal("no/such.yaml"));

    [Fact]
    public void A_directory_is_not_read()
    {
        var directory = Directory.CreateTempSubdirectory();
        Assert.Equal($"{directory.FullName}: a directory; expected a sweep file", Refusal(directory.FullName));
        directory.Delete();
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_refused_at_once()
    {
        var pipe = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        Assert.Equal($"{pipe}: not a regular file; expected a sweep file", await Task.Run(() => Refusal(pipe))
            .WaitAsync(TimeSpan.FromMinutes(2)));
        File.Delete(pipe);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_placed()
    {
        using TemporaryFile file = new([.. Encoding.UTF8.GetBytes("name: x\n# caf\u00e9 "), 0xe9, (byte)'\n']);
        Assert.Equal($"{file.Path}:2:8: not UTF-8 text; save the file as UTF-8", Refusal(file.Path));
    }

    [Fact]
    public void A_file_beyond_one_mebibyte_is_refused_unread()
    {
        using TemporaryFile file = new(Encoding.UTF8.GetBytes("name: x\n#" + new string('x', SweepFile.LargestFile)));
        Assert.Equal($"{file.Path}: larger than 1 MiB; expected a sweep file", Refusal(file.Path));
    }

    [Fact]
    public void A_file_full_of_errors_is_answered_with_the_first_hundred()
    {
        var text = "name: x\ninclude:\n" + string.Concat(Enumerable.Range(0, 1000).Select(number => $"- wrong{number}\n"));

        var refusal = Assert.Throws<SweepFileException>(() => SweepFile.Parse(text, "sweep.yaml"));

        Assert.Equal(101, refusal.Errors.Count);
        Assert.Equal("sweep.yaml: 900 more errors are not shown", refusal.Errors[^1].ToString());
    }

    [Fact]
    public void Training_one_experiment_from_a_file_of_several_lists_them()
    {
        var plan = SweepFile.Parse("name: x\ninclude: [{method: zero_shot}, {method: vanilla}]\nseeds: [4, 5]\n", "sweep.yaml");
        Assert.Equal(
            """
            sweep.yaml: 3 experiments, expected one; write a file for it, or choose with --set seeds=[0] and the like:
              zero_shot, seed 4
              vanilla, seed 4
              vanilla, seed 5
            """,
            Assert.Throws<SweepFileException>(plan.Single).Message);
    }

    private static string Refusal(string path) => Assert.Throws<SweepFileException>(() => SweepFile.Load(path)).Message;
}
