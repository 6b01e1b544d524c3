using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Tests.Api;

public sealed class EventTests
{
    [Fact]
    public async Task Everything_that_happens_is_told_once_and_a_client_that_comes_back_gets_the_rest()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync([.. Enumerable.Range(0, 5).Select(_ => new ScriptedExperiment { Steps = 2 })]);
        var updates = await FollowToEndAsync(test.Client);
        Assert.Equal(updates.Select(update => update.Id).Order(), updates.Select(update => update.Id));
        var events = updates.SelectMany(update => update.Progress!.Events).ToList();
        Assert.Equal(
            ["scripted/1", "scripted/2", "scripted/3", "scripted/4", "scripted/5"], events.Select(one => one.Experiment));
        Assert.All(events, one => Assert.Equal(ProgressEventKind.Completed, one.Kind));
        Assert.Equal(updates[^1].Id, events[^1].Number);

        var rest = await FollowToEndAsync(test.Client, after: events[1].Number);
        Assert.Equal(events.Skip(2).Select(one => one.Number), Assert.Single(rest).Progress!.Events.Select(one => one.Number));
        Assert.Empty(Assert.Single(await FollowToEndAsync(test.Client, after: events[^1].Number)).Progress!.Events);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("no number")]
    [InlineData("99999999999999999999")]
    public async Task A_client_whose_last_id_is_not_known_here_is_told_to_reload(string id)
    {
        await using var tcp = await TcpSilo.StartAsync();
        await tcp.Silo.LaunchAsync(new ScriptedExperiment());
        await tcp.Silo.EndOfAsync();
        var http = tcp.ClientWith();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Last-Event-ID", id);
        using var response = await http.GetAsync("/v1/events?sweep=scripted", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = await ReadAsync(response, 2);
        Assert.Equal(["reload", "progress"], events.Select(one => one.EventType));
        Assert.Equal(events[0].EventId, events[1].EventId);
        Assert.True(long.Parse(events[0].EventId!, CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task A_client_that_comes_back_to_a_silo_that_was_restarted_reloads_and_then_misses_nothing()
    {
        await using var test = await TestSilo.StartAsync();
        var gate = test.PathOf("gate");
        await test.LaunchAsync(new ScriptedExperiment { Steps = 1 }, new ScriptedExperiment { WaitAt = 1, Gate = gate });
        long seen = 0;
        await foreach (var update in test.Client.FollowSweepAsync("scripted"))
        {
            seen = update.Id;
            if (update.Progress!.Counts.Completed == 1 && update.Progress.Events.Count > 0)
            {
                break;
            }
        }

        await test.RestartAsync();
        File.WriteAllText(gate, "");
        var updates = await FollowToEndAsync(test.Client, seen);
        Assert.Null(updates[0].Progress);
        Assert.True(updates[0].Id > seen);
        Assert.Equal(["scripted/2"], updates.Skip(1).SelectMany(update => update.Progress!.Events).Select(one => one.Experiment));
    }

    [Fact]
    public async Task A_silo_that_stops_ends_its_streams()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { WaitAt = 1, Gate = test.PathOf("gate") });
        await Assert.ThrowsAsync<SiloUnavailableException>(async () =>
        {
            await foreach (var update in test.Client.FollowSweepAsync("scripted"))
            {
                if (update.Progress!.Running.Count > 0)
                {
                    _ = test.Silo!.StopAsync();
                }
            }
        });
    }

    [Fact]
    public async Task While_nothing_happens_a_client_is_told_that_the_silo_is_still_there()
    {
        await using var tcp = await TcpSilo.StartAsync(new ApiOptions { Heartbeat = TimeSpan.FromMilliseconds(50) });
        await tcp.Silo.LaunchAsync(new ScriptedExperiment());
        await tcp.Silo.EndOfAsync();
        await TestSilo.UntilAsync("the sweep has ended", async () =>
            (await tcp.Silo.Client.GetProgressAsync("scripted")).Status == Grains.Sweeps.SweepStatus.Completed);
        using var response = await tcp.ClientWith()
            .GetAsync("/v1/events?sweep=scripted", HttpCompletionOption.ResponseHeadersRead);
        var events = await ReadAsync(response, 3);
        Assert.Equal(["progress", "heartbeat", "heartbeat"], events.Select(one => one.EventType));

        // A heartbeat changes nothing about what the client has seen.
        Assert.Null(events[2].EventId);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_others_are_served()
    {
        await using var test = await TestSilo.StartAsync(TestSilo.Options with
        {
            Api = new ApiOptions { EventPeriod = TimeSpan.FromMilliseconds(1), SlowPatience = TimeSpan.FromSeconds(1.1) },
        });
        await test.LaunchAsync(new ScriptedExperiment { WaitAt = 1, Gate = test.PathOf("gate") });
        await test.RunningAsync();
        using var deaf = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await deaf.ConnectAsync(new UnixDomainSocketEndPoint(test.Home.Socket));
        await deaf.SendAsync("GET /v1/events?sweep=scripted HTTP/1.1\r\nHost: silo\r\n\r\n"u8.ToArray());
        await TestSilo.UntilAsync("the silo hangs up", async () =>
        {
            try
            {
                await deaf.SendAsync("\n"u8.ToArray());
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        });
        File.WriteAllText(test.PathOf("gate"), "");
        Assert.NotEmpty(await FollowToEndAsync(test.Client));
    }

    [Fact]
    public async Task A_stream_ends_with_the_right_to_follow_it_and_those_of_others_go_on()
    {
        await using var tcp = await TcpSilo.StartAsync(new ApiOptions { Heartbeat = TimeSpan.FromMilliseconds(50) });
        await tcp.Silo.LaunchAsync(new ScriptedExperiment());
        using var nobody = await ProgressOfAsync(tcp.ClientWith());
        var leaves = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer, "leaves"));
        var stays = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer, "stays"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await nobody.ReadToEndAsync(patience.Token);

        using var ended = await ProgressOfAsync(leaves);
        using var going = await ProgressOfAsync(stays);
        await tcp.Silo.Client.RevokeTokenAsync("leaves");

        // Also where the name is given again: the token is another.
        await tcp.CreateTokenAsync(AccessRole.Viewer, "leaves");
        await ended.ReadToEndAsync(patience.Token);
        for (var time = 0; time < 10; time++)
        {
            Assert.NotNull(await going.ReadLineAsync(patience.Token));
        }
    }

    [Theory]
    [InlineData("/v1/events", HttpStatusCode.BadRequest)]
    [InlineData("/v1/events?sweep=absent", HttpStatusCode.NotFound)]
    [InlineData("/v1/events?sweep=..%2F..", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_followed_is_answered_with_a_problem(string path, HttpStatusCode expected)
    {
        await using var tcp = await TcpSilo.StartAsync();
        using var response = await tcp.ClientWith().GetAsync(path);
        Assert.Equal(
            (expected, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task What_is_no_stream_of_ours_is_an_unavailable_silo()
    {
        foreach (var text in (string[])["", "event: progress\nid: 1\ndata: {\n\n", "event: progress\ndata: {}\n\n",
            "event: reload\nid: x\ndata: {}\n\n"])
        {
            await using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await Assert.ThrowsAsync<SiloUnavailableException>(async () =>
            {
                await foreach (var _ in SweepEvents.ReadAsync(stream, CancellationToken.None))
                {
                }
            });
        }
    }

    private static async Task<List<SweepUpdate>> FollowToEndAsync(SiloClient client, long? after = null)
    {
        List<SweepUpdate> updates = [];
        await foreach (var update in client.FollowSweepAsync("scripted", after))
        {
            updates.Add(update);
            if (update.Progress is { Status: not Grains.Sweeps.SweepStatus.Running })
            {
                break;
            }
        }

        return updates;
    }

    /// <summary>A stream of events, read until the first progress.</summary>
    private static async Task<StreamReader> ProgressOfAsync(HttpClient http)
    {
        var reader = new StreamReader(await http.GetStreamAsync("/v1/events?sweep=scripted"));
        while (await reader.ReadLineAsync() is var line && line != "event: progress")
        {
            Assert.NotNull(line);
        }

        return reader;
    }

    private static async Task<List<SseItem<string>>> ReadAsync(HttpResponseMessage response, int count)
    {
        await using var stream = await response.Content.ReadAsStreamAsync();
        return await SseParser.Create(stream).EnumerateAsync().Take(count).ToListAsync();
    }
}
