using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports;

/// <summary>Where the figures of a report lie.</summary>
internal static class FigureFiles
{
    /// <summary>The figures' directory, beside the report.</summary>
    public const string Directory = "figures";

    /// <summary>A figure's file, seen from the report.</summary>
    public static string PathOf(Figure figure, string extension) => $"{Directory}/{figure.Name}.{extension}";
}
