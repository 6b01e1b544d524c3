using Counterfactual.Silo.Hosting;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Silo.Tests.Silos;

public sealed class SiloLogTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    [Fact]
    public void Silos_of_one_home_write_to_one_log_without_losing_each_others_lines()
    {
        var path = Path.Combine(directory, "silo.log");
        using var one = SiloLog.ToFile(path);
        using var other = SiloLog.ToFile(path);
        var loggers = new[] { one.CreateLogger("one"), other.CreateLogger("other") };
        for (var number = 0; number < 100; number++)
        {
            loggers[number % 2].LogInformation("line {Number}", number);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"line {number}"), File.ReadLines(path)
            .Select(line => line[line.IndexOf("line", StringComparison.Ordinal)..]));
    }

    [Fact]
    public void An_error_is_logged_with_its_trace()
    {
        var path = Path.Combine(directory, "silo.log");
        using var log = SiloLog.ToFile(path);
        log.CreateLogger("silo").LogError(new InvalidOperationException("what went wrong"), "it failed");
        Assert.Contains("what went wrong", File.ReadAllText(path), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
