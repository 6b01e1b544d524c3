using System.Globalization;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each stored file.</summary>
internal static class ArtifactTable
{
    public static FittedTable Of(IReadOnlyList<ArtifactDetails> artifacts) => new FittedTable()
        .Add("name", artifacts.Select(artifact => new Cell(artifact.Name)))
        .Add("size", artifacts.Select(artifact => new Cell(Size(artifact.Bytes))), alignRight: true)
        .Add(
            "written",
            artifacts.Select(artifact => new Cell(artifact.Written.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))),
            optional: 1)
        .Add("kind", artifacts.Select(artifact => new Cell(Kind(artifact))), optional: 2)
        .Add("can go", artifacts.Select(artifact => new Cell(Verdict(artifact))));

    /// <summary><c>1.5 MB</c>.</summary>
    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0##} MB");

    public static string Kind(ArtifactDetails artifact) => artifact.Kind switch
    {
        ArtifactKind.Whole => "whole",
        ArtifactKind.Damaged => "damaged",
        _ => "unfinished",
    };

    public static string Verdict(ArtifactDetails artifact) => artifact.Verdict switch
    {
        ArtifactVerdict.Needed => "no, needed",
        ArtifactVerdict.Young => "not yet",
        ArtifactVerdict.Garbage => "yes",
        _ => "not known",
    };
}
