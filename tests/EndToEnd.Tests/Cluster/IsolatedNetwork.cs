using System.Diagnostics;

namespace Counterfactual.EndToEnd.Tests.Cluster;

/// <summary>
/// A network of its own on this machine: a namespace with a bridge, for servers, and namespaces whose only link leads to that
/// bridge and can be cut. Nothing in it reaches, or is reached from, any other network.
/// </summary>
internal sealed class IsolatedNetwork : IAsyncDisposable
{
    /// <summary>The address of the servers' namespace.</summary>
    public const string ServerAddress = "10.77.0.1";

    private const string Link = "eth0";
    private const string Bridge = "bridge";

    private readonly string prefix = $"cf-{Guid.NewGuid().ToString("N")[..8]}";
    private readonly List<string> namespaces = [];

    private IsolatedNetwork()
    {
        Add("hub");
        Ip("-n", NameOf("hub"), "link", "add", "name", Bridge, "type", "bridge");
        Ip("-n", NameOf("hub"), "address", "add", $"{ServerAddress}/24", "dev", Bridge);
        Ip("-n", NameOf("hub"), "link", "set", "dev", Bridge, "up");
    }

    /// <summary>Makes one without members.</summary>
    public static IsolatedNetwork Create() => new();

    /// <summary>What starts a program beside the servers.</summary>
    public string[] AmongServers => Within("hub");

    /// <summary>Adds a namespace that is linked to the bridge.</summary>
    /// <returns>What starts a program in it.</returns>
    public string[] AddMember(string name)
    {
        Add(name);
        Ip("link", "add", "name", Link, "netns", NameOf(name), "type", "veth", "peer", "name", name, "netns", NameOf("hub"));
        Ip("-n", NameOf("hub"), "link", "set", "dev", name, "master", Bridge);
        Ip("-n", NameOf(name), "address", "add", $"10.77.0.{namespaces.Count}/24", "dev", Link);
        Ip("-n", NameOf(name), "link", "set", "dev", Link, "up");
        Mend(name);
        return Within(name);
    }

    /// <summary>What is sent from or to a member is lost from now on, and nobody is told.</summary>
    public void Cut(string name) => SetPort(name, "down");

    /// <summary>Undoes <see cref="Cut"/>.</summary>
    public void Mend(string name) => SetPort(name, "up");

    public ValueTask DisposeAsync()
    {
        foreach (var name in namespaces)
        {
            Ip("netns", "delete", name);
        }

        return ValueTask.CompletedTask;
    }

    private static void Ip(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
        }
    }

    private void Add(string name)
    {
        Ip("netns", "add", NameOf(name));
        namespaces.Add(NameOf(name));
        Ip("-n", NameOf(name), "link", "set", "dev", "lo", "up");
    }

    /// <summary>The bridge's end of a link.</summary>
    private void SetPort(string name, string state) => Ip("-n", NameOf("hub"), "link", "set", "dev", name, state);

    private string NameOf(string name) => $"{prefix}-{name}";

    private string[] Within(string name) => ["ip", "netns", "exec", NameOf(name)];
}
