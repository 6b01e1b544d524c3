namespace Counterfactual.EndToEnd.Tests;

/// <summary>The study run once from start to end: what every disturbed run is compared with.</summary>
public sealed class UndisturbedStudy : IAsyncLifetime
{
    internal TestHome Home { get; } = new();

    internal StudyFile File { get; } = new();

    /// <summary>What the console said.</summary>
    internal ConsoleProcess.Finished Run { get; private set; } = null!;

    /// <summary>Its figures.</summary>
    internal string Numbers { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Run = await ConsoleProcess.RunAsync(Home, "sweep", "run", File.Path, "--devices", "cpu:2");
        Run.Expect(0);
        Numbers = await StudyNumbers.OfAsync(Home);
    }

    public async Task DisposeAsync()
    {
        File.Dispose();
        await Home.DisposeAsync();
    }
}

/// <summary>Tests that compare with the undisturbed study.</summary>
[CollectionDefinition(Name)]
public sealed class StudyCollection : ICollectionFixture<UndisturbedStudy>
{
    public const string Name = "study";
}
