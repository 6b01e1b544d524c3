namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>What the test program does when a test starts it as a process of its own.</summary>
internal static class KilledProcess
{
    /// <summary>Begins a turn, says so, and stays in it until killed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["stay-in-a-turn", var store, var key])
        {
            await Console.Error.WriteLineAsync("expected: stay-in-a-turn STORE KEY");
            return 2;
        }

        await using var host = await GrainHost.StartAsync(
            new() { Store = store, GrainAssemblies = [typeof(CounterGrain).Assembly] });
        await host.Client.GetGrain<ICounterGrain>(key).AddAndStay(100);
        return 1;
    }
}
