using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Counterfactual.Silo.Api;

/// <summary>Reads the server-sent events of a sweep.</summary>
internal static class SweepEvents
{
    /// <summary>Silence after which the silo is given up: three of its heartbeats.</summary>
    private static readonly TimeSpan LongestSilence = 3 * new ApiOptions().Heartbeat;

    /// <summary>Gives the updates of a stream until it ends or fails.</summary>
    /// <exception cref="SiloUnavailableException">It has ended, failed or fallen silent, or says what nobody expects.</exception>
    internal static async IAsyncEnumerable<SweepUpdate> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var items = SseParser.Create(stream).EnumerateAsync(silence.Token).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            silence.CancelAfter(LongestSilence);
            if (await NextAsync(items, cancellation) is not { } item)
            {
                throw new SiloUnavailableException("the silo has ended the stream of its events");
            }

            if (item.EventType is EventEndpoints.Progress or EventEndpoints.Reload)
            {
                yield return Read(item);
            }
        }
    }

    private static async Task<SseItem<string>?> NextAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken cancellation)
    {
        try
        {
            return await items.MoveNextAsync() ? items.Current : null;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException
            || (lost is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new SiloUnavailableException($"the silo does not answer: {lost.Message}", lost);
        }
    }

    private static SweepUpdate Read(SseItem<string> item)
    {
        try
        {
            var id = long.Parse(item.EventId ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
            return item.EventType == EventEndpoints.Reload
                ? new SweepUpdate(id, Progress: null)
                : new SweepUpdate(id, JsonSerializer.Deserialize(item.Data, ApiJson.Default.SweepProgress));
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or OverflowException)
        {
            throw new SiloUnavailableException($"the silo sends events of another form: {wrong.Message}", wrong);
        }
    }
}
