namespace Counterfactual.Silo.Reports;

/// <summary>A sweep's report as one Markdown document.</summary>
public static class MarkdownReport
{
    /// <summary>The document.</summary>
    public static string Write(ReportMaterial material)
    {
        MarkdownWriter document = new();
        ReportDocument.Write(material, document);
        return document.ToString();
    }
}
