using System.Collections;

namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>Which images of the test sets the models of an experiment predicted right.</summary>
/// <param name="Sets">A bit for each image, in the test set's order, by alpha and test set.</param>
internal sealed record ImageHits(IReadOnlyDictionary<(double Alpha, string TestSet), BitArray> Sets)
{
    /// <summary>Nothing is known of single images.</summary>
    public static ImageHits Unknown { get; } = new(new Dictionary<(double, string), BitArray>());

    /// <summary>The bits of a test set; null where they are not known.</summary>
    public BitArray? Of(double alpha, string testSet) => Sets.GetValueOrDefault((alpha, testSet));
}
