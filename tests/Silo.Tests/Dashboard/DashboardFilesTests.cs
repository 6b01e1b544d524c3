using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Tests.Api;

namespace Counterfactual.Silo.Tests.Dashboard;

/// <summary>How the dashboard's files are served.</summary>
public sealed partial class DashboardFilesTests : IAsyncLifetime
{
    private TcpSilo tcp = null!;

    public async Task InitializeAsync() => tcp = await TcpSilo.StartAsync();

    public async Task DisposeAsync() => await tcp.DisposeAsync();

    [Fact]
    public async Task The_page_is_given_to_anyone_with_a_policy_that_lets_nothing_in_but_the_silo()
    {
        await tcp.CreateTokenAsync(AccessRole.Operator);
        using var response = await tcp.ClientWith().GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';",
            policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_browser_that_has_a_file_is_told_so_and_gets_another_only_when_it_changed()
    {
        var http = tcp.ClientWith();
        using var first = await http.GetAsync("/dashboard/app.js");
        Assert.Equal("no-cache", first.Headers.CacheControl!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/dashboard/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        again.Dispose();
        using var other = new HttpRequestMessage(HttpMethod.Get, "/dashboard/api.js");
        other.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var third = await http.SendAsync(other);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/absent.js")]
    [InlineData("/dashboard/../Silo.csproj")]
    [InlineData("/dashboard/%2e%2e/report.css")]
    [InlineData("/dashboard/..%2freport.css")]
    [InlineData("/dashboard//etc/passwd")]
    [InlineData("/dashboard/%00")]
    public async Task Only_the_dashboards_own_files_are_there(string path)
    {
        using var response = await tcp.ClientWith().GetAsync(new Uri(tcp.Address.GetLeftPart(UriPartial.Authority) + path));
        Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{response.StatusCode}");
    }

    [Fact]
    public async Task Everything_that_a_file_names_is_served_and_nothing_is_written_inline()
    {
        var http = tcp.ClientWith();
        Queue<string> toRead = new(["/"]);
        HashSet<string> seen = ["/"];
        while (toRead.TryDequeue(out var path))
        {
            using var response = await http.GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
            var text = await response.Content.ReadAsStringAsync();
            if (!path.Contains("/vendor/", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal);
                Assert.DoesNotMatch(@"\sstyle=|https?://(?!www\.w3\.org|127\.0\.0\.1)|<script>", text);
            }

            foreach (Match reference in Reference().Matches(text))
            {
                var target = new Uri(new Uri(tcp.Address, path), reference.Groups[1].Value).AbsolutePath;
                if (seen.Add(target))
                {
                    toRead.Enqueue(target);
                }
            }
        }

        var embedded = Assembly.Load("Counterfactual.Silo").GetManifestResourceNames()
            .Where(name => name.StartsWith("dashboard/", StringComparison.Ordinal))
            .Where(name => !name.EndsWith("LICENSE", StringComparison.Ordinal))
            .Select(name => name == "dashboard/index.html" ? "/" : "/" + name);
        Assert.Equal(embedded.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""(?:from |import |href=|src=)["']([./][^"'#]+)["']""")]
    private static partial Regex Reference();
}
