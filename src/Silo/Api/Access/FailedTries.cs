using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Counts wrong tokens by the address that presents them. A right token always passes, whatever others behind the same proxy
/// present: tokens cannot be guessed, so what is limited is what wrong ones cost.
/// </summary>
internal sealed class FailedTries(int mostAMinute) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = mostAMinute, Window = Window }));

    /// <summary>Notes a wrong token.</summary>
    /// <returns>Seconds to wait where there were too many, otherwise null.</returns>
    internal string? Note(IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(address ?? IPAddress.None);
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
        return Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => limiter.Dispose();
}
