namespace Counterfactual.Training.Experiments;

/// <summary>WiSE-FT's whole curve from the pretrained to the fine-tuned model.</summary>
public static class AlphaCurve
{
    private const int Intervals = 20;

    /// <summary>
    /// Weights of the fine-tuned parameters: 0, 0.05 ... 0.95; that of the fine-tuned model itself, 1, is always evaluated.
    /// </summary>
    public static IReadOnlyList<double> Whole { get; } = [.. Enumerable.Range(0, Intervals)
        .Select(step => step / (double)Intervals)];
}
