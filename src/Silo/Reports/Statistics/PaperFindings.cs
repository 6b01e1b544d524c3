namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>Holds a sweep against the four findings of the paper (Xiao et al. 2023, section 4.3).</summary>
internal static class PaperFindings
{
    private static readonly string[] _maskings = ["random", "context", "object"];

    /// <summary>
    /// Verdicts on all four for each group of two or more rows that differ in masking and refill only. All tests of a group are
    /// one family.
    /// </summary>
    public static IReadOnlyList<(DistillationGroup Group, IReadOnlyList<PaperFinding> Findings)> Of(
        IReadOnlyList<ReportedModel> models) =>
    [
        .. DistillationGroup.Of(models)
            .Where(group => group.Models.Count > 1)
            .Select(group => (group, (IReadOnlyList<PaperFinding>)Of(group))),
    ];

    private static List<PaperFinding> Of(DistillationGroup group)
    {
        List<(string Claim, string Needed, Contrast[] Contrasts, Func<ContrastResult[], (FindingVerdict, string)> Judge)> claims =
        [
            ("Most combinations of masking and refilling beat no masking in the trade-off of ID and OOD accuracy.",
                "without masking and with it",
                [.. AgainstUnmasked(group)], JudgeCombinations),
            ("Filling masked patches from other images beats only removing them, out of distribution.",
                "of one masking, refilled and only removed",
                [.. FillAgainstNone(group)], JudgeAll),
            ("Single-fill is better out of distribution, multi-fill better in distribution.",
                "of one masking, single-filled and multi-filled",
                [.. SingleAgainstMulti(group)], JudgeAll),
            ("Object masks are better out of distribution than random and context masks.",
                "of one refill, with object masks and with random or context masks",
                [.. ObjectAgainst(group)], JudgeAll),
        ];
        var results = ContrastTest.RunFamily(claims.SelectMany(claim => claim.Contrasts)).ToDictionary(result => result.Contrast);
        List<PaperFinding> findings = [];
        foreach (var (claim, needed, contrasts, judge) in claims)
        {
            ContrastResult[] tested = [.. contrasts.Where(results.ContainsKey).Select(contrast => results[contrast])];
            var (verdict, reason) = tested.Length > 0 && tested.Length == contrasts.Length
                ? judge(tested)
                : (FindingVerdict.NotTested, $"needs complete rows {needed}, that share two seeds or more");
            findings.Add(new(claim, verdict, reason, tested));
        }

        return findings;
    }

    private static IEnumerable<Contrast> AgainstUnmasked(DistillationGroup group)
    {
        var unmasked = group.Find("none", "none");
        foreach (var model in group.Models.Where(model => unmasked is not null && model != unmasked))
        {
            yield return Contrast.Between($"{model.Mask} - no masking, OOD", ReportedFigure.Ood, model, unmasked!);
            yield return Contrast.Between($"{model.Mask} - no masking, ID", ReportedFigure.Id, model, unmasked!);
        }
    }

    private static IEnumerable<Contrast> FillAgainstNone(DistillationGroup group)
    {
        var maskings = _maskings.Where(masking => group.Find(masking, "none") is not null
            && (group.Find(masking, "single") ?? group.Find(masking, "multi")) is not null).ToList();
        if (maskings.Count > 0)
        {
            yield return Contrast.BetweenMeans(
                $"refilled - removed ({string.Join(", ", maskings)}), OOD", ReportedFigure.Ood,
                [.. maskings.SelectMany(masking => new[] { group.Find(masking, "single"), group.Find(masking, "multi") })
                    .OfType<ReportedModel>()],
                [.. maskings.Select(masking => group.Find(masking, "none")!)]);
        }
    }

    private static IEnumerable<Contrast> SingleAgainstMulti(DistillationGroup group)
    {
        var maskings = _maskings.Where(masking => group.Find(masking, "single") is not null
            && group.Find(masking, "multi") is not null).ToList();
        if (maskings.Count > 0)
        {
            var single = maskings.ConvertAll(masking => group.Find(masking, "single")!);
            var multi = maskings.ConvertAll(masking => group.Find(masking, "multi")!);
            yield return Contrast.BetweenMeans(
                $"single - multi ({string.Join(", ", maskings)}), OOD", ReportedFigure.Ood, single, multi);
            yield return Contrast.BetweenMeans(
                $"multi - single ({string.Join(", ", maskings)}), ID", ReportedFigure.Id, multi, single);
        }
    }

    private static IEnumerable<Contrast> ObjectAgainst(DistillationGroup group)
    {
        foreach (var masking in _maskings.SkipLast(1))
        {
            string[] refills = [.. DistillationGroup.Refills.Where(refill =>
                group.Find("object", refill) is not null && group.Find(masking, refill) is not null)];
            if (refills.Length > 0)
            {
                yield return Contrast.BetweenMeans(
                    $"object - {masking} ({string.Join(", ", refills)}), OOD", ReportedFigure.Ood,
                    [.. refills.Select(refill => group.Find("object", refill)!)],
                    [.. refills.Select(refill => group.Find(masking, refill)!)]);
            }
        }
    }

    private static (FindingVerdict Verdict, string Reason) JudgeAll(ContrastResult[] results)
    {
        var verdict = results.Any(result => result.IsBelow) ? FindingVerdict.Contradicted
            : results.All(result => result.IsAbove) ? FindingVerdict.Supported
            : FindingVerdict.Undecided;
        return (verdict, string.Join("; ", results.Select(result => $"{result.Contrast.Name}: {result}")));
    }

    /// <summary>
    /// A combination beats no masking where it is significantly better in one figure and not significantly worse in the other.
    /// </summary>
    private static (FindingVerdict Verdict, string Reason) JudgeCombinations(ContrastResult[] results)
    {
        var pairs = results.Chunk(2).ToList();
        var better = pairs.Count(pair => pair.Any(result => result.IsAbove) && !pair.Any(result => result.IsBelow));
        var worse = pairs.Count(pair => pair.Any(result => result.IsBelow) && !pair.Any(result => result.IsAbove));
        var trading = pairs.Count(pair => pair.Any(result => result.IsBelow) && pair.Any(result => result.IsAbove));
        var verdict = 2 * better > pairs.Count ? FindingVerdict.Supported
            : 2 * worse > pairs.Count ? FindingVerdict.Contradicted
            : FindingVerdict.Undecided;
        return (verdict, $"of {pairs.Count} combinations {better} are significantly better in one figure and not worse in the "
            + $"other, {worse} the reverse, {trading} win one and lose the other, {pairs.Count - better - worse - trading} "
            + "cannot be told from no masking");
    }
}
