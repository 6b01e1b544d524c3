using System.Text.Json;
using Counterfactual.EndToEnd.Tests;

namespace Counterfactual.Benchmarks;

/// <summary>A sweep that the console ran to its end.</summary>
/// <param name="Total">Seconds from launch to end.</param>
/// <param name="Busy">Seconds of training and evaluation over all experiments.</param>
internal sealed record TimedSweep(double Total, double Busy)
{
    /// <summary>Launches a sweep afresh on devices, as <c>--devices</c> names them, of a silo inside the console.</summary>
    public static async Task<TimedSweep> RunAsync(TestHome home, string devices, string file)
    {
        (await ConsoleProcess.RunAsync(home, "sweep", "run", file, "--fresh", "--devices", devices)).Expect(0);
        var listed = (await ConsoleProcess.RunAsync(home, "sweep", "list", "-o", "json")).Expect(0).Output;
        var name = JsonDocument.Parse(listed).RootElement.EnumerateArray()
            .MaxBy(sweep => sweep.GetProperty("created").GetDateTime()).GetProperty("id").GetString()!;
        var shown = (await ConsoleProcess.RunAsync(home, "sweep", "show", name, "-o", "json")).Expect(0).Output;
        var found = JsonDocument.Parse(shown).RootElement;
        var sweep = found.GetProperty("sweep");
        return new(
            (sweep.GetProperty("ended").GetDateTime() - sweep.GetProperty("created").GetDateTime()).TotalSeconds,
            found.GetProperty("experiments").EnumerateArray().Sum(experiment =>
                experiment.GetProperty("trainingSeconds").GetDouble() + experiment.GetProperty("evaluationSeconds").GetDouble()));
    }
}
