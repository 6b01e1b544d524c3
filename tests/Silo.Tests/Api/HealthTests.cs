using System.Net;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Tests.Api;

public sealed class HealthTests
{
    [Fact]
    public async Task Anyone_may_ask_for_the_health_and_learns_nothing_else()
    {
        await using var tcp = await TcpSilo.StartAsync();
        await tcp.CreateTokenAsync(AccessRole.Viewer);
        var http = tcp.ClientWith();
        foreach (var probe in Enum.GetValues<HealthProbe>())
        {
            using var response = await http.GetAsync(ApiRoutes.Probe(probe));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsStringAsync());
        }

        using var other = await http.GetAsync("/health/secrets");
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task A_silo_that_hands_back_what_it_runs_lives_and_is_not_ready()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var silo = tcp.Silo;

        // It does not stop when told to, so that there is time to look.
        await silo.LaunchAsync(new ScriptedExperiment { Steps = 8, WaitAt = 5, Gate = silo.PathOf("gate"), Deaf = true });
        await silo.RunningAsync(step: 5);
        await silo.Client.ProbeAsync(HealthProbe.Ready);
        var stopped = silo.Silo!.StopAsync();
        var refused = await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Client.ProbeAsync(HealthProbe.Ready));
        Assert.Contains("about to end", refused.Message, StringComparison.Ordinal);
        await silo.Client.ProbeAsync(HealthProbe.Live);
        using var response = await tcp.ClientWith().GetAsync(ApiRoutes.Probe(HealthProbe.Ready));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.False(stopped.IsCompleted);
        await stopped;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Client.ProbeAsync(HealthProbe.Live));

        File.WriteAllText(silo.PathOf("gate"), "");
        await silo.RestartAsync();
        await silo.Client.ProbeAsync(HealthProbe.Ready);
    }
}
