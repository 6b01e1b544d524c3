using System.Diagnostics;

namespace Counterfactual.Silo.Api;

/// <summary>
/// Whether a silo can do what it is asked: it is not about to end, its store answers, and has every migration of this program.
/// Anyone may ask, as often as they like; the store is asked once in <see cref="Memory"/>.
/// </summary>
internal sealed class SiloReadiness(ApiContext context)
{
    /// <summary>How long an answer of the store is good for.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    /// <summary>A store that takes longer for the smallest of questions does not serve.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private Task<bool>? asked;
    private long askedAt;

    /// <summary>Why the silo is not ready; null where it is.</summary>
    internal async Task<string?> ObstacleAsync() =>
        context.IsStopping() ? "the silo is about to end: it hands back what it runs"
        : await AskedLately() ? null
        : "the store does not answer, or lacks a migration";

    private Task<bool> AskedLately()
    {
        lock (gate)
        {
            if (asked is null || (asked.IsCompleted && Stopwatch.GetElapsedTime(askedAt) >= Memory))
            {
                askedAt = Stopwatch.GetTimestamp();
                asked = AskAsync();
            }

            return asked;
        }
    }

    private async Task<bool> AskAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await context.Grains.IsUpToDateAsync(patience.Token).WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // Whatever is wrong with the store, the answer is the same; those who use it report why.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
