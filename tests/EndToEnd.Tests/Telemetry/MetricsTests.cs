using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Counterfactual.EndToEnd.Tests.Kubernetes;

namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>What Prometheus reads of a silo, what Grafana shows of that, and what alarms follow from it.</summary>
[Collection(StudyCollection.Name)]
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_agree_with_the_sweep_and_dashboard_and_alarms_ask_only_for_what_there_is()
    {
        await using var home = new TestHome();

        // Shards that other tests have made would not be made again.
        Directory.Delete(Path.Combine(home.Path, "cache"));
        using var file = new StudyFile(StudyFile.Text);
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", "cpu:1", "--listen", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await AddressOfAsync(silo) };
        (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--detach")).Expect(0);
        await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
        var during = await Eventually.FindAsync("training's speed and what it uses of the device are shown", async () =>
            await http.GetStringAsync("/metrics") is var text && text.Contains("training_throughput", StringComparison.Ordinal)
                && Value(text, "counterfactual_device_utilization", "") > 0
                ? text
                : null);
        (await ConsoleProcess.RunAsync(home, "sweep", "watch", StudyFile.Sweep)).Expect(0);
        var after = await http.GetStringAsync("/metrics");

        Assert.Equal(StudyFile.Experiments, Value(after, "counterfactual_attempt_started_total", ""));
        Assert.Equal(StudyFile.Experiments, Value(after, "counterfactual_experiment_ended_total", "status=\"completed\""));
        Assert.Equal(0, Value(after, "counterfactual_queue_depth", ""));
        Assert.Equal(0, Value(after, "counterfactual_experiment_running", ""));
        Assert.Equal(1, Value(during, "counterfactual_experiment_running", ""));

        Assert.InRange(Value(during, "counterfactual_device_utilization", ""), 0, 1);
        Assert.True(Value(during, "counterfactual_device_memory_usage_bytes", "") > 10e6);
        Assert.True(Value(after, "process_cpu_time_seconds_total", "") > Value(during, "process_cpu_time_seconds_total", ""));
        Assert.True(Value(after, "process_memory_usage_bytes", "") > 10e6);

        // A processor device tells no temperature.
        var known = Names(during).Union(Names(after)).Append("counterfactual_device_temperature_celsius").ToHashSet();
        foreach (var expressions in (IReadOnlyList<string>[])[OfDashboard(), await OfAlarmsAsync()])
        {
            var used = expressions.SelectMany(text => MetricName().Matches(Labels().Replace(text, ""))).ToList();
            Assert.NotEmpty(used);
            Assert.All(used, match => Assert.Contains(match.Value, known));
        }

        // As soon as there is a token, this asks for one as well.
        (await ConsoleProcess.RunAsync(home, "token", "create", "prometheus", "--role", "viewer", "-o", "json")).Expect(0);
        using var refused = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "no-token");
        using var wrong = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task Beyond_loopback_metrics_need_a_token()
    {
        await using var home = new TestHome();
        var token = (await ConsoleProcess.RunAsync(home, "token", "create", "prometheus", "--role", "viewer")).Expect(0).Output;
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", "cpu:1", "--listen", "http://0.0.0.0:0");
        var address = new UriBuilder(await AddressOfAsync(silo)) { Host = "127.0.0.1" }.Uri;
        using var http = new HttpClient { BaseAddress = address };
        using var stranger = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.DoesNotContain("counterfactual_", await stranger.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        Assert.Contains("counterfactual_queue_depth", Names(await http.GetStringAsync("/metrics")));
    }

    private static async Task<Uri> AddressOfAsync(ConsoleProcess silo) =>
        new(await Eventually.FindAsync("it says where it listens", () => Task.FromResult(
            silo.ErrorSoFar.Split('\n').FirstOrDefault(line => line.StartsWith("answers on ", StringComparison.Ordinal))
                ?["answers on ".Length..].Trim())));

    private static double Value(string text, string name, string label) => Lines(text)
        .Where(line => line.Split('{', ' ')[0] == name && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(
            line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<string> Names(string text) => Lines(text).Select(line => line.Split('{', ' ')[0]);

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#'));

    private static IReadOnlyList<string> OfDashboard()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.Path("deploy/grafana/counterfactual.json")));
        return [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
    }

    private static async Task<IReadOnlyList<string>> OfAlarmsAsync()
    {
        var rules = (await RenderedManifests.OfOverlayAsync("cpu")).Find("PrometheusRule", "counterfactual").Json;
        return [.. rules.WithField("alert").Select(rule => rule.TextAt("expr")!)];
    }

    /// <summary>Names of labels look like those of metrics.</summary>
    [GeneratedRegex(@"\{[^}]*\}|by \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(counterfactual|http|dotnet|hw|process|db)_[a-z_]+\b")]
    private static partial Regex MetricName();
}
