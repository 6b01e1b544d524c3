using System.Collections.Concurrent;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>Holds a turn up at a place where a test wants it, until the test lets it go on.</summary>
internal sealed class Gate : IDisposable
{
    private static readonly ConcurrentDictionary<string, Gate> Gates = new();

    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Gate(string name) => Name = name;

    public string Name { get; }

    public Task Reached => reached.Task;

    public static Gate New()
    {
        var gate = new Gate(Guid.NewGuid().ToString());
        Gates[gate.Name] = gate;
        return gate;
    }

    public static Task PassAsync(string name)
    {
        Gates[name].reached.TrySetResult();
        return Gates[name].opened.Task;
    }

    public void Open() => opened.TrySetResult();

    public void Dispose()
    {
        Open();
        Gates.TryRemove(Name, out _);
    }
}
