using System.Text.Json;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ProblemTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task What_fails_inside_is_told_to_the_log_and_not_to_whoever_asked()
    {
        var http = new DefaultHttpContext();
        http.Response.Body = new MemoryStream();
        using (var log = SiloLog.ToFile(file))
        using (var logs = new LoggerFactory([log]))
        {
            var failing = new ProblemMiddleware(
                _ => throw new InvalidOperationException("no entry in /a/secret/place"), logs.CreateLogger<ProblemMiddleware>());
            await failing.InvokeAsync(http);
        }

        http.Response.Body.Position = 0;
        var problem = (await JsonSerializer.DeserializeAsync(http.Response.Body, ApiJson.Default.RequestProblem))!;
        Assert.Equal((500, 500), (http.Response.StatusCode, problem.Status));
        Assert.Matches("^the silo failed; its log has the reason, at trace [^ ]+$", problem.Detail);
        var kept = await File.ReadAllTextAsync(file);
        Assert.Contains("no entry in /a/secret/place", kept, StringComparison.Ordinal);
        Assert.Contains(problem.Detail!.Split(' ')[^1], kept, StringComparison.Ordinal);
    }
}
