using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Reports;

/// <summary>Where a report was drawn: what whoever wants the same numbers has to know of the program and the machine.</summary>
public sealed record ReportEnvironment
{
    /// <summary>Version of this program, with its revision where known.</summary>
    public required string Program { get; init; }

    /// <summary>Version of the method: experiments of another one have other cells.</summary>
    public int Method { get; init; } = ExperimentSettings.MethodVersion;

    /// <summary>Version of libtorch.</summary>
    public required string Torch { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>The processor, its cores and the memory.</summary>
    public required string Hardware { get; init; }

    /// <summary>The environment of this process.</summary>
    /// <param name="torch">Version of libtorch.</param>
    public static ReportEnvironment OfThisProcess(string torch) => new()
    {
        Program = Version?.InformationalVersion ?? "unknown",
        Torch = torch,
        Runtime = RuntimeInformation.FrameworkDescription,
        System = RuntimeInformation.OSDescription,
        Hardware = string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {MemoryInGibibytes:0} GiB"),
    };

    private static AssemblyInformationalVersionAttribute? Version =>
        typeof(ReportEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();

    private static double MemoryInGibibytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);

    private static string Processor()
    {
        const string Path = "/proc/cpuinfo";
        const string Key = "model name";
        var lines = File.Exists(Path) ? File.ReadLines(Path) : [];
        return lines.FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
