using System.Net;
using System.Net.Sockets;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>A silo on TCP, and consoles that know nothing of its home.</summary>
public sealed class RemoteTests
{
    [Fact]
    public async Task Consoles_elsewhere_do_what_those_at_home_do_with_a_token()
    {
        await using var home = new TestHome();
        using var file = new StudyFile(StudyFile.Quick);
        var url = FreeAddress();
        await using var silo = await StartSiloAsync(home, url);
        var token =
            (await ConsoleProcess.RunAsync(home, "token", "create", "alice", "--role", "operator")).Expect(0).Output.Trim();
        var viewer = (await ConsoleProcess.RunAsync(home, "token", "create", "bob", "--role", "viewer")).Expect(0).Output.Trim();

        var stranger = (await RunAsync(url, token: null, "sweep", "list")).Expect(2);
        Assert.Contains("a token is required", stranger.Error);
        var looks = (await RunAsync(url, viewer, "sweep", "run", file.Path)).Expect(2);
        Assert.Contains("for operators", looks.Error);

        var run = (await RunAsync(url, token, "sweep", "run", file.Path)).Expect(0);
        Assert.Contains("sweep study completed: 3 of 3 experiments done", run.Output);
        foreach (var line in (string[])["sweep show study", "experiment list study", "experiment show study/1", "device list",
            "sweep list -o json"])
        {
            var there = (await RunAsync(url, viewer, line.Split(' '))).Expect(0);
            var atHome = (await ConsoleProcess.RunAsync(home, line.Split(' '))).Expect(0);
            Assert.Equal(WithoutHints(atHome.Output), WithoutHints(there.Output));
        }

        var watched = (await RunAsync(url, viewer, "sweep", "watch", "study")).Expect(0);
        Assert.Contains("sweep study completed: 3 of 3 experiments done", watched.Output);
        Assert.Contains("OOD avg", watched.Output);
        Assert.Contains("The report was not written anew: ", watched.Error);
        Assert.DoesNotContain("report.html", watched.Output);
        await File.AppendAllTextAsync(Path.Combine(home.Path, "logs", "experiments", "study", "1.log"), "first\nsecond\e[2J\n");
        var log = (await RunAsync(url, viewer, "experiment", "log", "study/1", "--tail", "2")).Expect(0);
        Assert.Equal("first\nsecond [2J\n", log.Output);

        var directory = Path.Combine(home.Path, "elsewhere");
        (await RunAsync(url, token, "sweep", "report", "study", "--out", directory)).Expect(0);
        foreach (var name in (string[])["report.html", "table.tex", "table.md", "results.csv", "sweep.yaml"])
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(home.Path, "reports", "study", name)),
                await File.ReadAllBytesAsync(Path.Combine(directory, name)));
        }

        var written = Path.Combine(home.Path, "as-last-written");
        var last = (await RunAsync(url, viewer, "sweep", "report", "study", "--out", written)).Expect(0);
        Assert.Contains("this is the report as it was last written", last.Error);
        Assert.Contains(Path.Combine(written, "report.html"), last.Output);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(directory, "report.html")),
            await File.ReadAllBytesAsync(Path.Combine(written, "report.html")));

        (await RunAsync(url, viewer, "sweep", "export", "study", "--to", directory)).Expect(0);
        var metrics = (await RunAsync(url, viewer, "experiment", "metrics", "study/1", "--csv")).Expect(0);
        Assert.StartsWith("name,step,value", metrics.Output);
        Assert.True(File.Exists(Path.Combine(directory, "metrics.csv")));

        var stopped = (await RunAsync(url, token, "silo", "stop")).Expect(0);
        Assert.Contains("has stopped", stopped.Output);
        Assert.Equal(0, (await silo.WaitForExitAsync()).ExitCode);
        (await RunAsync(url, token, "sweep", "list")).Expect(1);
    }

    [Fact]
    public async Task A_console_that_watches_survives_a_killed_silo_and_its_restart()
    {
        await using var home = new TestHome();
        using var file = new StudyFile();
        var url = FreeAddress();
        await using var first = await StartSiloAsync(home, url);
        await using var console = ConsoleProcess.StartProgram(ConsoleProcess.Program, ["sweep", "run", file.Path, "--silo", url]);
        await home.WaitForTrainingAsync(StudyFile.Sweep);
        await Eventually.HoldsAsync(
            "the console watches", () => console.ErrorSoFar.Contains("started on", StringComparison.Ordinal));
        first.Send(Signal.Kill);
        await Eventually.HoldsAsync(
            "the console misses the silo", () => console.ErrorSoFar.Contains("Lost the silo", StringComparison.Ordinal));
        await using var second = await StartSiloAsync(home, url);

        var run = (await console.WaitForExitAsync()).Expect(0);
        Assert.Contains($"Connected to the silo of process {second.Id}", run.Error);
        Assert.Contains("sweep study completed: 5 of 5 experiments done", run.Output);
    }

    [Fact]
    public async Task Open_doors_and_wrong_addresses_are_refused_with_exit_code_2()
    {
        await using var home = new TestHome();
        var open = (await ConsoleProcess.RunAsync(home, "silo", "--listen", "http://0.0.0.0:0")).Expect(2);
        Assert.Contains("counterfactual token create NAME --role operator", open.Error);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var refused = (await ConsoleProcess.RunAsync(home, "silo", "--listen", $"http://{taken.LocalEndpoint}")).Expect(2);
        Assert.Contains($"{taken.LocalEndpoint}", refused.Error);
        Assert.DoesNotContain("   at ", open.Error + refused.Error);
    }

    private static async Task<ConsoleProcess> StartSiloAsync(TestHome home, string url)
    {
        var silo = ConsoleProcess.Start(home, "silo", "--listen", url, "--devices", "cpu:2");
        await Eventually.HoldsAsync(
            "the silo answers", () => silo.ErrorSoFar.Contains($"answers on {url}", StringComparison.Ordinal));
        return silo;
    }

    private static async Task<ConsoleProcess.Finished> RunAsync(string url, string? token, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["COUNTERFACTUAL_SILO"] = url,
            ["COUNTERFACTUAL_TOKEN"] = token ?? "",
        };
        await using var console = ConsoleProcess.StartProgram(ConsoleProcess.Program, arguments, environment);
        return await console.WaitForExitAsync();
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    /// <summary>Commands to type next name the home or the silo.</summary>
    private static string WithoutHints(string output) =>
        string.Join('\n', output.Split('\n').Where(line => !line.Contains("counterfactual ", StringComparison.Ordinal)));
}
