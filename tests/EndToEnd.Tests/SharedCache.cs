namespace Counterfactual.EndToEnd.Tests;

/// <summary>Decoded images for all homes of a test run: they are the same everywhere, and take seconds to make.</summary>
internal static class SharedCache
{
    public static string Path { get; } = Create();

    private static string Create()
    {
        var directory = Directory.CreateTempSubdirectory("cf-cache-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    }
}
