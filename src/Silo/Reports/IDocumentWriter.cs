using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports;

/// <summary>A form in which a report is written. What it is given is shown as it is, never read as markup.</summary>
internal interface IDocumentWriter
{
    /// <summary>A heading; 1 is the document's title.</summary>
    void Heading(int level, string text);

    void Paragraph(string text);

    void List(IEnumerable<string> items);

    /// <summary>A table of results; the best accuracy of a column bold, the second best underlined.</summary>
    void Table(ReportTable table);

    /// <summary>A table of plain text.</summary>
    void Table(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows);

    /// <summary>Text as it is.</summary>
    void Code(string language, string text);

    /// <summary>A figure with its caption.</summary>
    void Figure(Figure figure);

    /// <summary>Pictures of an experiment.</summary>
    void Gallery(ReportGallery gallery);
}
