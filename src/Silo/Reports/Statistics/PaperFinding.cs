namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>One of the paper's findings, and what a sweep says of it.</summary>
/// <param name="Claim">What the paper found (Xiao et al. 2023, section 4.3).</param>
/// <param name="Verdict">Whether this sweep supports it.</param>
/// <param name="Reason">The rule and the numbers that the verdict rests on.</param>
/// <param name="Contrasts">The tests behind it.</param>
internal sealed record PaperFinding(string Claim, FindingVerdict Verdict, string Reason, IReadOnlyList<ContrastResult> Contrasts);

/// <summary>What a sweep says of a claim.</summary>
internal enum FindingVerdict
{
    /// <summary>Everything that the claim says is significant in its direction.</summary>
    Supported,

    /// <summary>Something is significant in the other direction.</summary>
    Contradicted,

    /// <summary>Neither: the differences are within what other seeds and images would change.</summary>
    Undecided,
}
