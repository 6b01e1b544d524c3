using System.Net;

namespace Counterfactual.Silo.Api;

/// <summary>A TCP address that a silo listens on.</summary>
/// <param name="Address">Address of one interface, or of all (<c>0.0.0.0</c>, <c>[::]</c>).</param>
/// <param name="Port">In 0..65535; 0 has the system choose one that is free.</param>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    private const string Expected =
        "expected http://ADDRESS:PORT, such as http://127.0.0.1:7070 for this machine only, or http://0.0.0.0:7070 for all";

    /// <summary>Whether only processes of this machine reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://ADDRESS:PORT</c>, where the address is numeric or <c>localhost</c>.</summary>
    /// <exception cref="FormatException">It has another form; the message says what is expected.</exception>
    public static ListenAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"'{text}': a silo speaks plain HTTP; put a proxy that ends TLS before it, and {Expected}");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/" || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            throw new FormatException($"'{text}' is no address to listen on; {Expected}");
        }

        var address = url.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(url.Host, out var numeric) ? numeric
            : throw new FormatException($"'{text}' names a host; {Expected}");
        return new ListenAddress(address, url.Port);
    }

    /// <summary>Reads addresses that are separated by spaces or commas.</summary>
    /// <exception cref="FormatException">One of them has another form.</exception>
    public static IReadOnlyList<ListenAddress> ParseAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>The address as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"http://{new IPEndPoint(Address, Port)}";
}
