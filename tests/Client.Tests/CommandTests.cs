using System.Text.Json;

namespace Counterfactual.Client.Tests;

/// <summary>Commands that start nothing, against a home without sweeps.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("sweep list", JsonValueKind.Array)]
    [InlineData("device list", JsonValueKind.Array)]
    [InlineData("token list", JsonValueKind.Array)]
    [InlineData("token create alice --role viewer", JsonValueKind.Object)]
    [InlineData("model list", JsonValueKind.Array)]
    [InlineData("silo status", JsonValueKind.Object)]
    [InlineData("silo stop", JsonValueKind.Object)]
    public async Task Json_output_is_one_document_and_nothing_else(string line, JsonValueKind kind)
    {
        var run = await ConsoleRun.OfAsync([.. line.Split(' '), "-o", "json"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(kind, JsonDocument.Parse(run.Output).RootElement.ValueKind);
    }

    [Theory]
    [InlineData("sweep show nowhere", "nowhere")]
    [InlineData("sweep cancel nowhere", "nowhere")]
    [InlineData("experiment list nowhere", "nowhere")]
    [InlineData("experiment show nowhere/1", "nowhere")]
    [InlineData("experiment log nowhere/1", "nowhere")]
    [InlineData("model show nowhere", "nowhere")]
    [InlineData("experiment show nowhere", "expected SWEEP/NUMBER")]
    [InlineData("token revoke nobody", "no token 'nobody'; there are none yet")]
    [InlineData("token create UPPER --role viewer", "is no name for a token")]
    [InlineData("sweep list --silo http://127.0.0.1:1", "both --silo and --home are given")]
    [InlineData("silo --silo http://127.0.0.1:1", "works in this process; expected no --silo")]
    [InlineData("sweep list --token-file nowhere", "expected --silo URL with it")]
    public async Task What_is_not_there_is_the_wrong_request(string line, string reason)
    {
        var run = await ConsoleRun.OfAsync([.. line.Split(' '), "-o", "json"]);

        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("sweep run")]
    [InlineData("sweep run --detach")]
    [InlineData("train")]
    public async Task A_sweep_file_that_is_not_there_is_refused_before_anything_starts(string line)
    {
        var parent = Directory.CreateTempSubdirectory("cf-");
        try
        {
            var home = Path.Combine(parent.FullName, "home");
            var run = await ConsoleRun.InAsync(home, [.. line.Split(' '), "no-such-file.yaml"]);

            Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
            Assert.StartsWith("no-such-file.yaml: ", run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(home));
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_home_that_cannot_be_used_is_the_wrong_request()
    {
        var run = await ConsoleRun.InAsync("/proc/no-home-here", "sweep", "list");

        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
        Assert.Contains("/proc/no-home-here", run.Error);
    }

    [Theory]
    [InlineData(2, "sweep list --silo 127.0.0.1:7070", "is no address of a silo; expected http://HOST:PORT")]
    [InlineData(2, "sweep list --silo http://127.0.0.1:1 --token-file /no/such/file", "--token-file /no/such/file: ")]
    [InlineData(1, "sweep list --silo http://127.0.0.1:1", "the silo does not answer")]
    [InlineData(1, "sweep run FILE --detach --silo http://127.0.0.1:1", "the silo does not answer")]
    public async Task A_silo_elsewhere_that_is_wrong_or_silent_is_told_apart(int code, string line, string reason)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "sweeps", "demo.yaml");
        var run = await ConsoleRun.WithoutHomeAsync(line.Replace("FILE", file, StringComparison.Ordinal).Split(' '));

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Empty(run.Output);
    }
}
