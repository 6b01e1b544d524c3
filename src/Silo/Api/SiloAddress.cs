using System.Net.Http.Headers;

namespace Counterfactual.Silo.Api;

/// <summary>A silo on TCP, and the token to show there.</summary>
public sealed class SiloAddress
{
    private readonly string? token;

    /// <summary>Names a silo.</summary>
    /// <param name="url">Its base address, <c>http</c> or <c>https</c>.</param>
    /// <param name="token">A bearer token; null where the silo asks for none.</param>
    /// <exception cref="FormatException">The URL or the token has another form; the message never holds the token.</exception>
    public SiloAddress(string url, string? token)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.UserInfo.Length > 0 || parsed.PathAndQuery != "/" || parsed.Fragment.Length > 0)
        {
            throw new FormatException(
                $"'{url}' is no address of a silo; expected http://HOST:PORT or https://HOST:PORT, "
                    + "such as http://127.0.0.1:7070");
        }

        if (token is not null && (token.Length == 0 || token.Any(character => character is <= ' ' or > '~')))
        {
            throw new FormatException(
                "the token has characters that no token has; expected one line as 'counterfactual token create' prints it");
        }

        Url = parsed;
        this.token = token;
    }

    /// <summary>Its base address.</summary>
    public Uri Url { get; }

    /// <summary>The address, without the token.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>A client that shows the token there and, since it follows no redirection, nowhere else.</summary>
    internal SiloClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        var http = new HttpClient(handler) { BaseAddress = Url };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return new SiloClient(http);
    }
}
