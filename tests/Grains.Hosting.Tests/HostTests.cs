using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A test on hosts over one new database of some kind; hosts deliver reminders only when asked to.</summary>
public abstract class HostTests(TestStore store) : IAsyncLifetime
{
    private readonly List<GrainHost> hosts = [];

    protected string Store { get; set; } = "";

    protected GrainHost Host { get; private set; } = null!;

    /// <summary>Experiments that failed wait this long.</summary>
    protected RetryOptions Retry { get; set; } = new() { FirstDelay = TimeSpan.Zero };

    public async Task InitializeAsync()
    {
        Store = await store.CreateAsync();
        Host = await StartHostAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>The address of a further, empty database.</summary>
    protected Task<string> NewStoreAsync() => store.CreateAsync();

    /// <summary>Another host over the test's database.</summary>
    protected async Task<GrainHost> StartHostAsync(Func<GrainHostOptions, GrainHostOptions>? change = null)
    {
        var options = new GrainHostOptions
        {
            Store = Store,
            GrainAssemblies = [typeof(SweepGrain).Assembly, typeof(CounterGrain).Assembly],
            Services = [Retry],
            ReminderPeriod = Timeout.InfiniteTimeSpan,
            WorkPoll = TimeSpan.FromMinutes(10),
            Turns = new() { SharedTurnPatience = TimeSpan.FromMinutes(1) },
        };
        var host = await GrainHost.StartAsync(change?.Invoke(options) ?? options);
        hosts.Add(host);
        return host;
    }
}
