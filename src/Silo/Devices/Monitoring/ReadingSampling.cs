namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>Fewer readings of a long history, so that a curve of them shows as much of the past.</summary>
internal static class ReadingSampling
{
    /// <summary>Reduces a history: each stretch of as good as equally many readings becomes their mean.</summary>
    /// <param name="readings">The history, oldest first.</param>
    /// <param name="most">Readings that may be left; at least 1.</param>
    internal static IReadOnlyList<DeviceReading> Reduce(IReadOnlyList<DeviceReading> readings, int most)
    {
        return readings.Count <= most
            ? readings
            : [.. Enumerable.Range(0, most).Select(stretch => Mean([.. readings.Take(Start(stretch)..Start(stretch + 1))]))];

        int Start(int stretch) => (int)((long)readings.Count * stretch / most);
    }

    /// <summary>The mean of what is known, at the time of the last.</summary>
    private static DeviceReading Mean(IReadOnlyList<DeviceReading> stretch) => stretch[^1] with
    {
        Utilisation = stretch.Average(reading => reading.Utilisation),
        MemoryBytes = (long?)stretch.Average(reading => reading.MemoryBytes),
        Temperature = stretch.Average(reading => reading.Temperature),
    };
}
