using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7070", "http://127.0.0.1:7070", true)]
    [InlineData("http://127.9.9.9:0/", "http://127.9.9.9:0", true)]
    [InlineData("http://localhost:7070", "http://127.0.0.1:7070", true)]
    [InlineData("http://[::1]:7070", "http://[::1]:7070", true)]
    [InlineData("http://0.0.0.0:7070", "http://0.0.0.0:7070", false)]
    [InlineData("http://[::]:7070", "http://[::]:7070", false)]
    [InlineData("HTTP://10.0.0.7", "http://10.0.0.7:80", false)]
    public void An_address_is_read(string text, string read, bool isLoopback)
    {
        var address = ListenAddress.Parse(text);

        Assert.Equal((read, isLoopback), (address.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7070")]
    [InlineData("127.0.0.1:7070")]
    [InlineData("http://127.0.0.1:70700")]
    [InlineData("http://127.0.0.1:7070/path")]
    [InlineData("http://127.0.0.1:7070/?query")]
    [InlineData("http://user@127.0.0.1:7070")]
    [InlineData("http://example.org:7070")]
    [InlineData("https://127.0.0.1:7070")]
    [InlineData("ftp://127.0.0.1:7070")]
    [InlineData("http://*:7070")]
    public void Another_form_is_refused_with_what_is_expected(string text)
    {
        var refused = Assert.Throws<FormatException>(() => ListenAddress.Parse(text));

        Assert.Contains("expected http://ADDRESS:PORT", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_addresses_are_separated_by_spaces_or_commas() =>
        Assert.Equal(
            ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://[::1]:3"],
            ListenAddress.ParseAll(" http://127.0.0.1:1,http://127.0.0.1:2 http://[::1]:3")
                .Select(address => address.ToString()));

    [Theory]
    [InlineData("http://host:1/", null)]
    [InlineData("https://host.example", "cf_abc")]
    public void The_address_of_a_silo_is_read(string url, string? token) =>
        Assert.Equal(url.TrimEnd('/'), new SiloAddress(url, token).ToString());

    [Theory]
    [InlineData("host:1", null)]
    [InlineData("ftp://host", null)]
    [InlineData("http://user:word@host", null)]
    [InlineData("http://host/v1", null)]
    [InlineData("http://host", "")]
    [InlineData("http://host", "secret\nHost: other")]
    [InlineData("http://host", "secret with space")]
    public void Another_form_of_a_silos_address_or_of_a_token_is_refused_without_showing_the_token(string url, string? token)
    {
        var refused = Assert.Throws<FormatException>(() => new SiloAddress(url, token));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
