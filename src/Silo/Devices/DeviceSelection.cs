using System.Globalization;

namespace Counterfactual.Silo.Devices;

/// <summary>
/// Which devices a silo offers: <c>cpu:N</c>, <c>cuda:all</c>, <c>cuda:0,1</c>, <c>cuda:0/4</c> or <c>none</c>.
/// </summary>
public abstract record DeviceSelection
{
    private const int MostDevices = 256;
    private const int MostShares = 16;

    private DeviceSelection()
    {
    }

    /// <summary>Reads a selection.</summary>
    /// <exception cref="FormatException">It has another form; the message says what is expected.</exception>
    public static DeviceSelection Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var which = colon < 0 ? "" : text[(colon + 1)..];
        return (colon < 0 ? text : text[..colon]) switch
        {
            "none" when colon < 0 => new Nothing(),
            "cpu" when ParseNumber(which) is >= 1 and <= MostDevices => new Cpu(ParseNumber(which)),
            "cuda" when ParseCuda(which) is { } cuda => cuda,
            _ => throw new FormatException(
                $"unknown devices '{text}'; expected cpu:N (N from 1 to {MostDevices} devices of one thread each), cuda:all, "
                + $"distinct CUDA devices such as cuda:0,1, cuda:0,1/4 (4 experiments at once on each, 2 to {MostShares}), "
                + "or none"),
        };
    }

    /// <summary>The selection as <see cref="Parse"/> reads it.</summary>
    public abstract override string ToString();

    private static int ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static Cuda? ParseCuda(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var shares = slash < 0 ? 1 : ParseNumber(text[(slash + 1)..]);
        var which = slash < 0 ? text : text[..slash];
        var ordinals = ParseOrdinals(which);
        return (which == "all" || ordinals is not null) && (slash < 0 || shares is >= 2 and <= MostShares)
            ? new(ordinals, shares)
            : null;
    }

    private static List<int>? ParseOrdinals(string text)
    {
        var ordinals = text.Split(',').Select(ParseNumber).ToList();
        return ordinals.TrueForAll(ordinal => ordinal is >= 0 and < MostDevices) && ordinals.Distinct().Count() == ordinals.Count
            ? [.. ordinals.Order()]
            : null;
    }

    /// <summary>No device: the silo answers, and looks after the experiments of others.</summary>
    public sealed record Nothing : DeviceSelection
    {
        /// <inheritdoc/>
        public override string ToString() => "none";
    }

    /// <summary><paramref name="Count"/> processor devices of one thread each.</summary>
    /// <param name="Count">At least 1.</param>
    public sealed record Cpu(int Count) : DeviceSelection
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cpu:{Count}");
    }

    /// <summary>CUDA devices by their ordinals.</summary>
    /// <param name="Ordinals">Ascending, distinct; null for all there are.</param>
    /// <param name="Shares">Experiments that run at once on each, in equal parts of its memory; at least 1.</param>
    public sealed record Cuda(IReadOnlyList<int>? Ordinals, int Shares = 1) : DeviceSelection
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"cuda:{(Ordinals is null ? "all" : string.Join(',', Ordinals))}{(Shares == 1 ? "" : $"/{Shares}")}");
    }
}
