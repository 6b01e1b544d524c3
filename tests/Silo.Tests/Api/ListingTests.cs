using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Counterfactual.Grains.Access;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ListingTests : TcpSiloTests
{
    private static readonly string[] _maskings = ["random", "context", "object"];
    private static readonly string[] _refills = ["none", "single", "multi"];

    [Fact]
    public async Task Sweeps_are_found_by_words_and_status_and_sorted_and_given_page_by_page()
    {
        foreach (var name in (string[])["apple", "banana", "cherry"])
        {
            await LaunchAsync(name, owner: name == "banana" ? null : $"owner-of-{name}");

            // Sweeps of one millisecond have no order in time.
            var launched = DateTime.UtcNow;
            await TestSilo.UntilAsync(
                "the next one is younger", () => Task.FromResult(DateTime.UtcNow > launched.AddMilliseconds(1)));
        }

        await Tcp.Silo.Client.AnnotateSweepAsync("cherry", new SweepAnnotation { Note = "For the Paper", Add = ["figure-1"] });
        await Tcp.Silo.Client.PauseSweepAsync("banana");
        await AssertSweepsAsync("", 3, "cherry", "banana", "apple");
        await AssertSweepsAsync("?sort=created&descending=false", 3, "apple", "banana", "cherry");
        await AssertSweepsAsync("?sort=name&descending=true&limit=2", 3, "cherry", "banana");
        await AssertSweepsAsync("?sort=name&offset=2", 3, "cherry");
        await AssertSweepsAsync("?sort=owner", 3, "apple", "cherry", "banana");
        await AssertSweepsAsync("?sort=owner&descending=true", 3, "cherry", "apple", "banana");
        await AssertSweepsAsync("?status=paused", 1, "banana");
        await AssertSweepsAsync("?search=paper%20FIGURE", 1, "cherry");
        await AssertSweepsAsync("?search=owner-of-apple", 1, "apple");
        await AssertSweepsAsync("?search=absent", 0);
        Assert.Equal(["cherry", "banana", "apple"], (await Tcp.Silo.Client.ListSweepsAsync()).Select(sweep => sweep.Id));
    }

    [Theory]
    [InlineData("/v1/sweeps?sort=colour", "sort is 'colour'; expected created, name, status, owner, progress or ended")]
    [InlineData("/v1/sweeps?sort=1", "sort is '1'")]
    [InlineData("/v1/sweeps?status=gone", "status is 'gone'; expected running,")]
    [InlineData("/v1/sweeps?limit=0", "limit is 0; expected 1 to 1000")]
    [InlineData("/v1/sweeps?limit=1001", "limit is 1001")]
    [InlineData("/v1/sweeps?offset=-1", "offset is -1; expected 0 or more")]
    [InlineData("/v1/sweeps?limit=many", "\"many\"")]
    [InlineData("/v1/sweeps/study/experiments?status=gone", "status is 'gone'; expected queued,")]
    [InlineData("/v1/sweeps/study/rows?sort=ends", "sort is 'ends'")]
    [InlineData("/v1/sweeps/study/table?limit=0", "limit is 0")]
    public async Task A_page_that_no_list_has_is_refused_with_what_would_be_right(string path, string expected)
    {
        await LaunchAsync("study");
        using var response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), ApiJson.Default.RequestProblem);
        Assert.Contains(expected, problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Experiments_are_filtered_and_sorted_and_a_change_is_seen()
    {
        await LaunchAsync("study");
        Assert.Equal(20, (await ExperimentsAsync("")).Total);
        await CompleteAsync("study", number => number <= 6);
        await SeenAsync("6 are completed", async () => (await ExperimentsAsync("?status=completed")).Total == 6);
        var best = (await ExperimentsAsync("?sort=ood&descending=true&limit=2")).Items;
        Assert.Equal([6, 5], best.Select(experiment => experiment.Number));
        Assert.Equal(0.56, best[0].OodAverage!.Value, 9);
        Assert.Equal(0.9, best[0].IdAccuracy!.Value, 9);

        // What has no accuracy stands last, whichever way the rest is sorted.
        Assert.Equal([1, 2], (await ExperimentsAsync("?sort=ood&limit=2")).Items.Select(experiment => experiment.Number));
        Assert.Equal(14, (await ExperimentsAsync("?status=queued&status=running")).Total);
        var last = (await ExperimentsAsync("?sort=number&descending=true&limit=3")).Items;
        Assert.Equal([20, 19, 18], last.Select(experiment => experiment.Number));
        var objects = await ExperimentsAsync("?search=object%20multi");
        Assert.Equal(2, objects.Total);
        Assert.All(objects.Items, experiment => Assert.Equal("ours object multi", experiment.Row));
        Assert.Equal(2, (await ExperimentsAsync("?row=ours%20random%20none")).Total);
    }

    [Fact]
    public async Task Table_rows_and_figures_are_those_of_the_report()
    {
        await LaunchAsync("study");
        await CompleteAsync("study", _ => true);
        await SeenAsync("all are completed", async () => (await ExperimentsAsync("?status=completed")).Total == 20);
        var details = await Tcp.Silo.Client.GetSweepAsync("study");

        var rows = await GetAsync("/v1/sweeps/study/rows", ApiJson.Default.PageTableRow);
        Assert.Equal(details.Rows.Select(row => (row.Row, row.OodAverage)), rows.Items.Select(row => (row.Row, row.OodAverage)));
        var table = await GetAsync("/v1/sweeps/study/table?offset=1&limit=100", ApiJson.Default.ReportTablePage);
        var expected = ReportTableBuilder.Build(details.Rows);
        Assert.Equal((10, 9), (table.Total, table.Rows.Count));
        Assert.Equal(expected.Columns, table.Columns);
        Assert.Equal(expected.Rows.Skip(1).SelectMany(row => row.Cells), table.Rows.SelectMany(row => row.Cells));
        Assert.Contains(table.Rows.SelectMany(row => row.Cells), cell => cell.Rank == ReportRank.Best);

        var overview = await GetAsync("/v1/sweeps/study/overview", ApiJson.Default.SweepOverview);
        Assert.Equal(["method", "masking", "refill"], overview.Parameters);
        Assert.Equal(["ID", "A"], overview.TestSets);
        Assert.Equal(
            ["trade-off", "heat-map-ood", "heat-map-id"],
            overview.Figures.Select(figure => figure.Name));
        Assert.NotEmpty((await Tcp.Silo.Client.WriteReportAsync("study")).Files);
        foreach (var figure in overview.Figures)
        {
            var svg = await Http.GetStringAsync($"/v1/sweeps/study/figures/{figure.Name}");
            Assert.StartsWith("<svg ", svg, StringComparison.Ordinal);
            var page = Encoding.UTF8.GetString(await Tcp.Silo.Client.GetReportFileAsync("study", "report.html"));
            Assert.Contains(svg, page, StringComparison.Ordinal);
        }

        using var absent = await Http.GetAsync("/v1/sweeps/study/figures/colour-wheel");
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.Contains("there are trade-off", await absent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("overview")]
    [InlineData("rows")]
    [InlineData("table")]
    public async Task What_a_client_has_already_is_not_sent_again(string what)
    {
        await LaunchAsync("study");
        var path = $"/v1/sweeps/study/{what}";
        using var first = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, await AgainAsync());
        await CompleteAsync("study", _ => true);
        await SeenAsync("the change is sent", async () => await AgainAsync() == HttpStatusCode.OK);

        async Task<HttpStatusCode> AgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var response = await Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Whoever_launches_a_sweep_first_owns_it_by_the_name_of_the_token()
    {
        const string text = """{"fileName": "/x/tiny.yaml", "text": "name: tiny\ninclude:\n  - {method: zero_shot}\n"}""";
        using (var launch = await Http.PostAsync("/v1/sweeps", Json(text.Replace("tiny", "anonymous", StringComparison.Ordinal))))
        {
            Assert.Equal(HttpStatusCode.OK, launch.StatusCode);
        }

        var me = await GetAsync("/v1/me", ApiJson.Default.CallerDetails);
        Assert.Equal((AccessRole.Operator, null), (me.Role, me.Name));
        var alice = Tcp.ClientWith(await Tcp.CreateTokenAsync(AccessRole.Operator, "alice"));
        using (await alice.PostAsync("/v1/sweeps", Json(text)))
        {
        }

        var bob = Tcp.ClientWith(await Tcp.CreateTokenAsync(AccessRole.Viewer, "bob"));
        Assert.Contains("\"role\":\"viewer\",\"name\":\"bob\"", await bob.GetStringAsync("/v1/me"), StringComparison.Ordinal);
        foreach (var name in (string[])["tiny", "home"])
        {
            await Tcp.Silo.Client.LaunchSweepAsync(
                new() { FileName = $"/x/{name}.yaml", Text = $"name: {name}\ninclude:\n  - {{method: zero_shot}}\n" });
        }

        Assert.Equal(
            [("anonymous", null), ("home", Environment.UserName), ("tiny", "alice")],
            (await Tcp.Silo.Client.ListSweepsAsync()).Select(sweep => (sweep.Id, sweep.Owner)).OrderBy(sweep => sweep.Id));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private GrainHost Grains => Tcp.Silo.Silo!.Grains;

    /// <summary>No masking and nine maskings, two seeds each, for a device that is not here.</summary>
    private Task<SweepLaunched> LaunchAsync(string name, string? owner = null) =>
        Grains.Client.GetGrain<ISweepGrain>(name).Launch(new()
        {
            Name = name,
            File = $"name: {name}",
            Owner = owner,
            Points =
        [
            .. from method in (IEnumerable<string[]>)
                   [["none", "none"], .. from masking in _maskings from refill in _refills select (string[])[masking, refill]]
               from seed in (int[])[0, 1]
               select new ExperimentPoint
               {
                   Cell = $"{name} {method[0]} {method[1]} {seed}",
                   Row = $"ours {method[0]} {method[1]}",
                   Seed = seed,
                   Parameters = [new("method", "feature_distillation"), new("masking", method[0]), new("refill", method[1])],
                   Settings = "{}",
                   Needs = new() { Kind = DeviceKind.Cuda },
               },
        ],
        });

    /// <summary>Completes experiments as a device does that leases all of them.</summary>
    private async Task CompleteAsync(string sweep, Func<int, bool> which)
    {
        DeviceDescription description = new("elsewhere", "cuda:0", DeviceKind.Cuda, 1, 1);
        var device = Grains.Client.GetGrain<IDeviceGrain>(description.Id);
        await device.Register(description);
        for (var number = 1; which(number) && await device.Claim() is { } claimed; number++)
        {
            Assert.Equal($"{sweep}/{number}", claimed.Lease.Experiment);
            await Grains.Client.GetGrain<IExperimentGrain>(claimed.Lease.Experiment).Complete(claimed.Lease.Epoch, new()
            {
                Evaluations = [new(1, [new("ID", true, 90, 100), new("A", false, 50 + number, 100)])],
            });
        }
    }

    private async Task AssertSweepsAsync(string query, int total, params string[] expected)
    {
        var page = await GetAsync($"/v1/sweeps{query}", ApiJson.Default.PageSweepSummary);
        Assert.Equal(total, page.Total);
        Assert.Equal(expected, page.Items.Select(sweep => sweep.Id));
    }

    private Task<Page<ExperimentSummary>> ExperimentsAsync(string query) =>
        GetAsync($"/v1/sweeps/study/experiments{query}", ApiJson.Default.PageExperimentSummary);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(await Http.GetStringAsync(path), type)!;

    private static Task SeenAsync(string what, Func<Task<bool>> condition) => TestSilo.UntilAsync(what, condition);
}
