using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Counterfactual.Silo.Api;

/// <summary>
/// Progress of a sweep as server-sent events: <c>progress</c> (a <see cref="SweepProgress"/> with what happened since the one
/// before; its id is <see cref="SweepProgress.LastEvent"/>), <c>reload</c> (what happened between <c>Last-Event-ID</c> and now
/// is not all known any more: fetch the sweep anew) and <c>heartbeat</c>. The stream does not end with the sweep, which may be
/// taken up again, but with the token that was shown for it.
/// </summary>
internal static class EventEndpoints
{
    internal const string Progress = "progress";
    internal const string Reload = "reload";
    internal const string Heartbeat = "heartbeat";

    internal static void MapEvents(this IEndpointRouteBuilder routes, ApiContext context)
    {
        var stopping = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        routes.MapGet(ApiRoutes.Events, async (
            string sweep, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, HttpContext http) =>
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            try
            {
                await FollowAsync(context, sweep, lastEventId, http, ended.Token);
            }
            catch (OperationCanceledException) when (http.Response.HasStarted)
            {
                // The client has left or was too slow, or the silo ends.
            }
        }).Produces<SweepProgress>(contentType: "text/event-stream");
    }

    private static async Task FollowAsync(
        ApiContext context, string sweep, string? lastEventId, HttpContext http, CancellationToken cancellation)
    {
        await SweepEndpoints.FindAsync(context, sweep, cancellation);
        var stream = new EventStream(http, context.Options.SlowPatience);
        await stream.BeginAsync(cancellation);
        var after = await ResumeAsync(context, stream, sweep, lastEventId, cancellation);
        SweepProgress? last = null;
        var quiet = Stopwatch.StartNew();
        while (await context.Tokens.StillAdmitAsync(Caller.Of(http), cancellation))
        {
            var now = await SweepEndpoints.ProgressAsync(context, sweep, after, cancellation);
            if (IsNews(now, last))
            {
                await stream.SendAsync(
                    Progress, now.LastEvent, JsonSerializer.Serialize(now, ApiJson.Default.SweepProgress), cancellation);
                (last, after) = (now, now.LastEvent);
                quiet.Restart();
            }
            else if (quiet.Elapsed >= context.Options.Heartbeat)
            {
                await stream.SendAsync(Heartbeat, id: null, "{}", cancellation);
                quiet.Restart();
            }

            await Task.Delay(context.Options.EventPeriod, cancellation);
        }
    }

    /// <summary>The number after which events are given.</summary>
    private static async Task<long> ResumeAsync(
        ApiContext context, EventStream stream, string sweep, string? lastEventId, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(lastEventId))
        {
            return 0;
        }

        if (long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            && context.Live.Knows(sweep, seen))
        {
            return seen;
        }

        var current = context.Live.LastEvent;
        await stream.SendAsync(Reload, current, "{}", cancellation);
        return current;
    }

    private static bool IsNews(SweepProgress now, SweepProgress? last) =>
        now.Running.Count > 0 || now.Events.Count > 0 || last is null
        || last.Running.Count > 0 || (now.Status, now.Counts) != (last.Status, last.Counts);
}
