using Counterfactual.Silo.Api;
using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>
/// A silo to talk to: the one that runs in the home, or one embedded for as long as this connection is open. Two consoles that
/// open at the same moment end with one silo.
/// </summary>
public sealed class SiloConnection : IAsyncDisposable
{
    private SiloConnection(SiloClient client) => Client = client;

    /// <summary>The silo. Changes with <see cref="ReopenAsync"/>.</summary>
    public SiloClient Client { get; }

    /// <summary>Whether the silo lives in this process and ends with this connection.</summary>
    public bool IsEmbedded => throw new NotImplementedException();

    /// <summary>Connects to the silo of the home, or embeds one.</summary>
    /// <param name="home">The home.</param>
    /// <param name="options">
    /// How to run an embedded silo. With <see cref="SiloOptions.RunTrainers"/> false, one that only answers is embedded
    /// where none runs: right for every command that waits for nothing.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<SiloConnection> OpenAsync(SiloHome home, SiloOptions options, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Connects to the silo of the home, or starts one in the background that outlives this process.</summary>
    /// <exception cref="SiloUnavailableException">It did not come up; the message has the end of its log.</exception>
    public static Task<SiloConnection> OpenDetachedAsync(SiloHome home, SiloOptions options, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Connects or embeds anew after <see cref="SiloUnavailableException"/>: the silo was that of another console, which has
    /// ended. What it ran goes on here.
    /// </summary>
    public Task ReopenAsync(CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Ends an embedded silo: trainers checkpoint and hand back what they run, within five seconds.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
