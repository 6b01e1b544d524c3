using Counterfactual.Grains.Hosting.Tests;

namespace Counterfactual.EndToEnd.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Readiness_follows_the_database_and_the_silo_lives_without_it()
    {
        await using var server = await PostgresServer.StartAsync();
        var store = await server.CreateDatabaseAsync();
        await using var home = new TestHome(store);
        Assert.Contains("no silo answers in ", (await HealthAsync(home, "live")).Expect(1).Error);
        await using var silo = ConsoleProcess.Start(home, "silo", "--store", store, "--devices", "cpu:1");
        await Eventually.FindAsync("the silo is ready", () => WellAsync(home, "ready"));
        (await HealthAsync(home, "started")).Expect(0);

        await server.CrashAsync();
        var refused = await Eventually.FindAsync("the silo is not ready", async () =>
            await HealthAsync(home, "ready") is { ExitCode: 1 } unready ? unready : null);
        Assert.Contains("the store does not answer", refused.Error);
        (await HealthAsync(home, "live")).Expect(0);

        await server.StartAgainAsync();
        await Eventually.FindAsync("the silo is ready again", () => WellAsync(home, "ready"));

        // Another program's database: what this one needs is not there.
        await server.ExecuteAsync("DELETE FROM schema_version WHERE version = 1", store);
        await Eventually.FindAsync("the silo misses a migration", async () =>
            await HealthAsync(home, "ready") is { ExitCode: 1 } unready ? unready : null);
        await server.ExecuteAsync("INSERT INTO schema_version (version) VALUES (1)", store);
        await Eventually.FindAsync("the migration is there", () => WellAsync(home, "ready"));

        (await ConsoleProcess.RunAsync(home, "silo", "stop")).Expect(0);
        (await silo.WaitForExitAsync()).Expect(0);
        (await HealthAsync(home, "live")).Expect(1);
    }

    private static Task<ConsoleProcess.Finished> HealthAsync(TestHome home, string probe) =>
        ConsoleProcess.RunAsync(home, "silo", "health", probe);

    private static async Task<string?> WellAsync(TestHome home, string probe) =>
        (await HealthAsync(home, probe)).ExitCode == 0 ? probe : null;
}
