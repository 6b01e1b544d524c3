namespace Counterfactual.EndToEnd.Tests;

/// <summary>A real study, small: three rows, two seeds, five experiments of a few seconds.</summary>
internal sealed class StudyFile : IDisposable
{
    public const string Sweep = "study";

    /// <summary>zero-shot once; vanilla and object single for both seeds.</summary>
    public const int Experiments = 5;

    /// <summary>Steps of an epoch, after which there is a checkpoint.</summary>
    public const int StepsOfAnEpoch = 4;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cf-study-");

    public StudyFile()
        : this(Text)
    {
    }

    public StudyFile(string text) => Write(text);

    public static string Text { get; } = """
        name: study
        data: {train_images: 200, test_images: 100, curve_images: 0}
        training: {epochs: 6, batch_size: 50}
        beta: 10
        grid:
          masking: [object]
          refill: [single]
        thresholds: {object: {single: 0.1}}
        include:
          - {method: zero_shot}
          - {method: vanilla}
        seeds: [0, 1]
        """;

    /// <summary>The same without its grid, two steps long: zero-shot once, vanilla for both seeds.</summary>
    public static string Quick { get; } = """
        name: study
        data: {train_images: 300, test_images: 20, curve_images: 0}
        training: {max_steps: 2, batch_size: 50}
        include:
          - {method: zero_shot}
          - {method: vanilla}
        seeds: [0, 1]
        """;

    public string Path => System.IO.Path.Combine(directory.FullName, "study.yaml");

    public void Write(string text) => File.WriteAllText(Path, text);

    public void Dispose() => directory.Delete(recursive: true);
}
