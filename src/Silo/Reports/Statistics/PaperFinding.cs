namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>One of the paper's findings, and what a sweep says of it.</summary>
/// <param name="Claim">What the paper found (Xiao et al. 2023, section 4.3).</param>
/// <param name="Verdict">Whether this sweep supports it.</param>
/// <param name="Reason">The rule and the numbers that the verdict rests on.</param>
/// <param name="Contrasts">Its tests, as far as its rows are there.</param>
internal sealed record PaperFinding(string Claim, FindingVerdict Verdict, string Reason, IReadOnlyList<ContrastResult> Contrasts)
{
    /// <summary>The verdict, for people.</summary>
    public string Says => Verdict == FindingVerdict.NotTested ? "not tested" : Verdict.ToString().ToLowerInvariant();
}

/// <summary>What a sweep says of a claim.</summary>
internal enum FindingVerdict
{
    /// <summary>Everything that the claim says is significant in its direction.</summary>
    Supported,

    /// <summary>Something is significant in the other direction.</summary>
    Contradicted,

    /// <summary>Neither: the differences are within what other seeds and images would change.</summary>
    Undecided,

    /// <summary>Rows are missing, or share fewer than two seeds.</summary>
    NotTested,
}
