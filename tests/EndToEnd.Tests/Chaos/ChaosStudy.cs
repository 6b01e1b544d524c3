namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>A study of many short experiments with a checkpoint after each of four epochs.</summary>
internal static class ChaosStudy
{
    public const int Experiments = 24;

    public static string Text { get; } = """
        name: study
        retries: 100
        data: {train_images: 60, test_images: 20, curve_images: 0}
        training: {epochs: 4, batch_size: 20}
        beta: 10
        grid:
          masking: [object, random]
          refill: [single]
        thresholds: {object: {single: 0.1}}
        include:
          - {method: vanilla}
        seeds: [0, 1, 2, 3, 4, 5, 6, 7]
        """;

    /// <summary>Runs it undisturbed, on two devices of one silo over SQLite.</summary>
    /// <returns>Its figures.</returns>
    public static async Task<string> RunUndisturbedAsync()
    {
        using var file = new StudyFile(Text);
        await using var home = new TestHome();
        (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--devices", "cpu:2")).Expect(0);
        return await StudyNumbers.OfAsync(home);
    }
}
