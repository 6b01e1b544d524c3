using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ApiTests : IAsyncLifetime, IDisposable
{
    private TestSilo test = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        test = await TestSilo.StartAsync();
        http = new HttpClient(new SocketsHttpHandler
        {
            Expect100ContinueTimeout = TimeSpan.FromMinutes(5),
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(test.Home.Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://silo") };
    }

    public void Dispose() => http.Dispose();

    public async Task DisposeAsync() => await test.DisposeAsync();

    [Fact]
    public async Task A_sweep_file_is_launched_and_launching_it_again_keeps_what_is_there()
    {
        var request = new LaunchRequest
        {
            FileName = "/somewhere/tiny.yaml",
            Text = "name: tiny\ninclude:\n  - {method: zero_shot}\nseeds: [0]\n",
        };
        var launched = await test.Client.LaunchSweepAsync(request);
        Assert.Equal(new SweepLaunched("tiny", 1, 0, 0, 0) { Trace = launched.Trace }, launched);
        Assert.Equal("tiny", (await test.Client.LaunchSweepAsync(request)).SweepId);
        var fresh = await test.Client.LaunchSweepAsync(request with { Fresh = true });
        Assert.Equal("tiny-2", fresh.SweepId);
        Assert.Equal("tiny-2", (await test.Client.LaunchSweepAsync(request)).SweepId);
        var overridden = await test.Client.LaunchSweepAsync(request with { Overrides = ["name=other", "seeds=[1]"] });
        Assert.Equal("other", overridden.SweepId);
        Assert.Equal(["other", "tiny-2", "tiny"], (await test.Client.ListSweepsAsync()).Select(sweep => sweep.Id));
        Assert.Contains("name: other", (await test.Client.GetSweepAsync("other")).File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_sweep_file_is_refused_with_every_error_and_its_place()
    {
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.LaunchSweepAsync(new LaunchRequest
        {
            FileName = "/somewhere/bad.yaml",
            Text = "name: bad\ngrid:\n  masking: [objekt]\ncolour: red\n",
        }));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(refused.Errors, error => error.StartsWith("/somewhere/bad.yaml:3:13: ", StringComparison.Ordinal));
        Assert.Contains(refused.Errors, error => error.StartsWith("/somewhere/bad.yaml:4:1: ", StringComparison.Ordinal));
        Assert.Empty(await test.Client.ListSweepsAsync());
    }

    [Theory]
    [InlineData("/v1/sweeps/absent")]
    [InlineData("/v1/sweeps/absent/progress")]
    [InlineData("/v1/sweeps/absent/experiments")]
    [InlineData("/v1/sweeps/scripted/experiments/2")]
    [InlineData("/v1/sweeps/scripted/experiments/0")]
    [InlineData("/v1/sweeps/scripted/experiments/-1")]
    [InlineData("/v1/sweeps/scripted/experiments/99999999999999999999")]
    [InlineData("/v1/sweeps/scripted/experiments/x/log")]
    [InlineData("/v1/sweeps/scripted/experiments/..%2F1/log")]
    [InlineData("/v1/sweeps/..%2F..%2Fsilo/experiments/1/log")]
    public async Task An_unknown_id_is_answered_with_404_and_what_there_is(string path)
    {
        await test.LaunchAsync(new ScriptedExperiment());
        using var response = await http.GetAsync(path);
        var problem = await ProblemOf(response, HttpStatusCode.NotFound);
        Assert.Contains("scripted", problem.Detail, StringComparison.Ordinal);
        await StillAnswers();
    }

    [Theory]
    [InlineData("/v1/sweeps/a%2Fb%20c", "no sweep 'a/b c'")]
    [InlineData("/v1/sweeps/%C3%A4%2F", "no sweep 'ä/'")]
    [InlineData("/v1/sweeps/a%2Fb/experiments/1", "a/b")]
    [InlineData("/v1/datasets/a%2Fb", "no dataset 'a/b'")]
    public async Task An_unknown_id_is_told_as_people_write_it(string path, string words)
    {
        using var response = await http.GetAsync(path);
        var problem = await ProblemOf(response, HttpStatusCode.NotFound);
        Assert.Contains(words, problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("%", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v2/health", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/../../etc/passwd", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/shutdown", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/health", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/sweeps/absent/cancel", HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/sweeps/absent/report", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/sweeps/scripted/progress?after=x", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/v1/sweeps/scripted/progress?after=99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/v1/sweeps/scripted/experiments/1/log?tail=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/v1/sweeps/scripted/experiments/1/log?tail=-5", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/v1/sweeps/%2e%2e/experiments/1/log", HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/sweeps", HttpStatusCode.BadRequest)]
    public async Task A_wrong_request_is_answered_with_a_problem(string method, string path, HttpStatusCode expected)
    {
        await test.LaunchAsync(new ScriptedExperiment());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await http.SendAsync(request);
        await ProblemOf(response, expected);
        await StillAnswers();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"fileName":"a.yaml"}""")]
    [InlineData("""{"fileName":null,"text":"name: a"}""")]
    [InlineData("""{"fileName":"a.yaml","text":7}""")]
    [InlineData("""{"fileName":"a.yaml","text":"name: a","overrides":[null]}""")]
    [InlineData("""{"fileName":"a.yaml","text":"name: a","overrides":["="]}""")]
    [InlineData("""{"fileName":"","text":""}""")]
    [InlineData("""{"fileName":"a\u0000.yaml","text":"\u0000"}""")]
    [InlineData("\u0000\u0001")]
    public async Task A_malformed_launch_is_answered_with_a_problem(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/v1/sweeps", content);
        await ProblemOf(response, HttpStatusCode.BadRequest);
        await StillAnswers();
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_answered_with_a_problem()
    {
        using var content = new StringContent("name: tiny", Encoding.UTF8, "text/yaml");
        using var response = await http.PostAsync("/v1/sweeps", content);
        await ProblemOf(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Deeply_nested_JSON_and_bytes_that_are_no_text_are_answered_with_a_problem()
    {
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(new string('[', 100_000)), [0xff, 0xfe, 0x80]])
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync("/v1/sweeps", content);
            await ProblemOf(response, HttpStatusCode.BadRequest);
        }

        await StillAnswers();
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_and_not_read()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(test.Home.Socket));
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/sweeps HTTP/1.1\r\nHost: silo\r\nContent-Type: application/json\r\n"
            + $"Expect: 100-continue\r\nContent-Length: {ApiServer.LongestBody + 1}\r\n\r\n"));
        using var answer = new StreamReader(new NetworkStream(socket));
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await answer.ReadLineAsync());
        await StillAnswers();
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP_do_no_harm()
    {
        foreach (var bytes in (byte[][])
            [[0, 1, 2, 3], Encoding.ASCII.GetBytes("GET /" + new string('x', 100_000) + " HTTP/1.1\r\n\r\n"),
                "GET /v1/sweeps/a%00b HTTP/1.1\r\nHost: silo\r\n\r\n"u8.ToArray(), []])
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(test.Home.Socket));
            try
            {
                await socket.SendAsync(bytes);
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(new byte[1000]) > 0)
                {
                    // Whatever it answers, it hangs up.
                }
            }
            catch (SocketException)
            {
                // It hung up on us.
            }
        }

        await StillAnswers();
    }

    [Fact]
    public async Task The_end_of_a_log_can_be_read_alone()
    {
        await test.LaunchAsync(new ScriptedExperiment());
        await test.EndOfAsync();
        var whole = await test.Client.GetExperimentLogAsync("scripted/1");
        var lines = whole.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length >= 3);
        Assert.Equal(string.Join('\n', lines[^2..]) + "\n", await test.Client.GetExperimentLogAsync("scripted/1", tailLines: 2));
        Assert.Equal(whole, await test.Client.GetExperimentLogAsync("scripted/1", tailLines: 1000));
    }

    [Fact]
    public async Task Whatever_is_asked_of_an_experiment_the_answer_has_one_form()
    {
        await test.LaunchAsync(new ScriptedExperiment());
        await test.EndOfAsync();
        using var json = JsonDocument.Parse(await http.GetStringAsync("/v1/sweeps/scripted"));
        var experiment = json.RootElement.GetProperty("experiments")[0];
        Assert.Equal("completed", experiment.GetProperty("status").GetString());
        Assert.Equal(4, experiment.GetProperty("evaluations")[0].GetProperty("testSets")[0].GetProperty("correct").GetInt32());
        Assert.Equal(0.04, json.RootElement.GetProperty("rows")[0].GetProperty("testSets")[0].GetProperty("accuracy")
            .GetProperty("mean").GetDouble(), 12);
        Assert.EndsWith("Z", experiment.GetProperty("ended").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_written_when_its_sweep_ends_and_when_asked_for()
    {
        await test.LaunchAsync(new ScriptedExperiment());
        await TestSilo.UntilAsync("the report is there", () =>
            Task.FromResult(File.Exists(Path.Combine(test.Home.Reports, "scripted", "report.md"))));
        File.Delete(Path.Combine(test.Home.Reports, "scripted", "results.csv"));
        var report = await test.Client.WriteReportAsync("scripted");
        Assert.Equal(Path.Combine(test.Home.Reports, "scripted"), report.Directory);
        Assert.All(report.Files, file => Assert.True(File.Exists(Path.Combine(report.Directory, file))));
        Assert.Contains("results.csv", report.Files);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(report.Directory, "report.html")),
            await test.Client.GetReportFileAsync("scripted", "report.html"));
    }

    [Fact]
    public async Task Sweeps_have_notes_and_tags()
    {
        await test.LaunchAsync(new ScriptedExperiment());
        await test.Client.AnnotateSweepAsync("scripted", new() { Note = "a <note>", Add = ["paper", "v1.2"] });
        await test.Client.AnnotateSweepAsync("scripted", new() { Add = ["draft", "paper"], Remove = ["v1.2", "unknown"] });
        var sweep = Assert.Single(await test.Client.ListSweepsAsync());
        Assert.Equal("a <note>", sweep.Note);
        Assert.Equal(["draft", "paper"], sweep.Tags);

        var refused = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.AnnotateSweepAsync("scripted", new() { Add = ["a b"] }));
        Assert.Contains("'a b' is no tag", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.AnnotateSweepAsync("scripted", new() { Note = new string('x', 4001) }));
        await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.AnnotateSweepAsync(
            "scripted", new() { Add = [.. Enumerable.Range(0, 51).Select(number => $"tag{number}")] }));
        Assert.Equal(["draft", "paper"], Assert.Single(await test.Client.ListSweepsAsync()).Tags);
    }

    [Theory]
    [InlineData("../../counterfactual.db")]
    [InlineData("figures/..")]
    [InlineData("nothing.csv")]
    [InlineData("report.html.tmp")]
    public async Task Only_files_of_the_report_are_given_out(string file)
    {
        await test.LaunchAsync(new ScriptedExperiment());
        await test.EndOfAsync();
        await test.Client.WriteReportAsync("scripted");
        await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.GetReportFileAsync("scripted", file));
        await StillAnswers();
    }

    private static async Task<RequestProblem> ProblemOf(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return JsonSerializer.Deserialize(text, ApiJson.Default.RequestProblem)!;
    }

    private async Task StillAnswers() => Assert.True((await test.Client.GetHealthAsync()).RunsTrainers);
}
