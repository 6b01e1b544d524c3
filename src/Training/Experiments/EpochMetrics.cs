using System.Text.RegularExpressions;

namespace Counterfactual.Training.Experiments;

/// <summary>The metrics that are measured at the end of every epoch.</summary>
public static partial class EpochMetrics
{
    /// <summary>
    /// Accuracy on the first images of the study's validation set, in 0..1; where <c>data.curve_images</c> is above 0.
    /// </summary>
    public const string Validation = "validation.accuracy";

    /// <summary>
    /// Accuracy on the training images that <c>data.validation_images</c> holds out, in 0..1; where it is above 0.
    /// </summary>
    public const string HeldOut = "val.accuracy";

    /// <summary>Mean accuracy of the in-distribution test sets, in 0..1.</summary>
    public const string InDistribution = "id.accuracy";

    /// <summary>Mean accuracy of the other test sets, in 0..1.</summary>
    public const string OutOfDistribution = "ood.accuracy";

    /// <summary>What they are called, for messages.</summary>
    public static string Expected => $"{Validation}, {HeldOut}, {InDistribution}, {OutOfDistribution} or {OfTestSet("NAME")}";

    /// <summary>Accuracy on the first images of a test set, in 0..1.</summary>
    public static string OfTestSet(string name) => $"test.{name}.accuracy";

    /// <summary>Whether a metric of this name is measured, in some study.</summary>
    public static bool Has(string name) =>
        name is Validation or HeldOut or InDistribution or OutOfDistribution || TestSetAccuracy().IsMatch(name);

    [GeneratedRegex(@"^test\.[A-Za-z0-9_-]{1,64}\.accuracy\z")]
    private static partial Regex TestSetAccuracy();
}
