namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Sweep files with something wrong in them, and all that is said about each.</summary>
internal static class BadSweepFiles
{
    public static IReadOnlyDictionary<string, (string Text, string[] Errors)> All { get; } =
        new[] { BadKeys.All, BadSettings.All, BadPoints.All, BadSearches.All }.SelectMany(files => files).ToDictionary();
}
