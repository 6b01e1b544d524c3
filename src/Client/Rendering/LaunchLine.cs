using System.Globalization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>What a launch did and where the sweep runs, on one line.</summary>
internal static class LaunchLine
{
    public static string Of(SweepLaunched launched, SiloHealth silo)
    {
        List<string> parts = [string.Create(CultureInfo.InvariantCulture, $"{launched.Queued} to run")];
        AddIfAny(launched.Kept, "done before");
        AddIfAny(launched.Reused, "reused from other sweeps");
        AddIfAny(launched.Removed, "no longer asked for");
        var total = Figures.Count(launched.Queued + launched.Kept + launched.Reused, "experiment");
        return $"sweep {launched.SweepId}: {total} ({string.Join(", ", parts)}) on {string.Join(", ", silo.Devices)}";

        void AddIfAny(int number, string what)
        {
            if (number > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {what}"));
            }
        }
    }
}
