using System.Diagnostics;
using Counterfactual.Grains.Access;

namespace Counterfactual.Silo.Api.Access;

/// <summary>The tokens as they were last read, for every thread that serves a request.</summary>
/// <param name="read">Reads them from the store.</param>
internal sealed class TokenMemory(Func<CancellationToken, Task<IReadOnlyList<AccessTokenSnapshot>>> read)
{
    /// <summary>How long what was read is trusted.</summary>
    internal static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private Reading last = new([], Began: null);

    /// <summary>The tokens as they stood at most <see cref="Span"/> ago, and not before they were last forgotten.</summary>
    internal async Task<IReadOnlyList<AccessTokenSnapshot>> RecallAsync(CancellationToken cancellation)
    {
        var known = Volatile.Read(ref last);
        if (known.Began is { } before && Stopwatch.GetElapsedTime(before) < Span)
        {
            return known.Tokens;
        }

        var began = Stopwatch.GetTimestamp();
        var tokens = await read(cancellation);

        // What was forgotten meanwhile is not remembered again: it may have been read before it changed.
        Interlocked.CompareExchange(ref last, new Reading(tokens, began), known);
        return tokens;
    }

    /// <summary>Has the tokens read anew.</summary>
    internal void Forget() => Volatile.Write(ref last, new Reading([], Began: null));

    private sealed record Reading(IReadOnlyList<AccessTokenSnapshot> Tokens, long? Began);
}
