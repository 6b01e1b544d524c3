namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>A silo process that is started again whenever it has ended, as a supervisor does.</summary>
internal sealed class ChaosSilo : IAsyncDisposable
{
    private readonly string name;
    private readonly string store;
    private readonly string artifacts;
    private readonly int devices;
    private ConsoleProcess process;

    public ChaosSilo(string name, string store, string artifacts, int devices)
    {
        this.name = name;
        this.store = store;
        this.artifacts = artifacts;
        this.devices = devices;
        Home = new(store);
        process = Start();
    }

    public TestHome Home { get; }

    /// <summary>Its trainers that run now.</summary>
    public IReadOnlyList<int> Trainers =>
        [.. ProcessTree.ChildrenOf(process.Id).Where(child => ProcessTree.CommandLineOf(child) is [.., "trainer"])];

    public void Kill() => process.Send(Signal.Kill);

    /// <summary>Starts it again where it has ended.</summary>
    /// <returns>What it said before it ended; null where it runs.</returns>
    public async Task<string?> SuperviseAsync()
    {
        if (!process.HasExited)
        {
            return null;
        }

        var said = process.ErrorSoFar;
        await process.DisposeAsync();
        process = Start();
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await Home.DisposeAsync();
    }

    private ConsoleProcess Start() => ConsoleProcess.StartProgram(
        ConsoleProcess.Program,
        ["silo", "--home", Home.Path, "--name", name, "--devices", $"cpu:{devices}", "--lease", "5", "--artifacts", artifacts],
        new Dictionary<string, string> { ["COUNTERFACTUAL_STORE"] = store });
}
