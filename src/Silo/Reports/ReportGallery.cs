using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Reports;

/// <summary>What a report shows of an experiment's pictures.</summary>
/// <param name="Title">The row, and which of its experiments.</param>
/// <param name="Pages">The epochs that are shown, ascending; at least one.</param>
internal sealed record ReportGallery(string Title, IReadOnlyList<GalleryPage> Pages)
{
    /// <summary>Samples of each page that are shown: a report is to be read.</summary>
    public const int MostSamples = 4;

    /// <summary>Epochs that are shown.</summary>
    public const int MostPages = 3;

    /// <summary>Experiments that are shown.</summary>
    public const int MostExperiments = 12;
}
