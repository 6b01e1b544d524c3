using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>The command <c>counterfactual silo</c>: a silo that runs until it is told to stop.</summary>
public static class SiloCommand
{
    /// <summary>
    /// Runs the silo of a home until the API or a signal (SIGINT, SIGTERM, SIGHUP) stops it. <paramref name="detached"/> is
    /// what <see cref="SiloConnection.OpenDetachedAsync"/> passes (hidden option <c>--detached</c>): a session of its own,
    /// output to the home's <c>logs/silo.log</c>.
    /// </summary>
    /// <returns>The exit code: 0 stopped, 1 failed, 2 the home has a silo already.</returns>
    public static Task<int> RunAsync(SiloHome home, SiloOptions options, bool detached) => throw new NotImplementedException();
}
