namespace Counterfactual.Silo.Reports.Html;

/// <summary>
/// A sweep's report as one HTML file that needs nothing beside it: figures and pictures are in it, and nothing is asked of any
/// network. It is well-formed XML too.
/// </summary>
public static class HtmlReport
{
    /// <summary>The document.</summary>
    public static string Write(ReportMaterial material)
    {
        ArgumentNullException.ThrowIfNull(material);
        using HtmlWriter document = new($"Sweep {material.Sweep.Sweep.Id}");
        ReportDocument.Write(material, document);
        return document.ToString();
    }
}
