namespace Counterfactual.Training.Experiments;

/// <summary>Some consecutive shards of a test set.</summary>
/// <param name="TestSet">The test set's name, as in tables.</param>
/// <param name="FirstShard">Number of the first shard, from 0.</param>
/// <param name="Shards">How many shards; at least 1.</param>
/// <param name="Images">Images in them, before any that cannot be decoded are left out.</param>
public sealed record TestSetPart(string TestSet, int FirstShard, int Shards, int Images)
{
    /// <summary>Every test set as one part.</summary>
    internal static IReadOnlyList<TestSetPart> Whole(IEnumerable<TestSetImages> testSets) =>
        [.. testSets.Select(set => new TestSetPart(set.Name, 0, set.ShardCount, set.Images))];

    /// <summary>
    /// Cuts test sets, in their order, at borders of shards, so that no part has more images than asked for unless a single shard
    /// has. Larger ones are made where there would be too many.
    /// </summary>
    /// <param name="testSets">The test sets.</param>
    /// <param name="images">Images of a part, at least 1.</param>
    /// <param name="mostParts">Parts at most; at least the number of test sets.</param>
    internal static IReadOnlyList<TestSetPart> Cut(IReadOnlyList<TestSetImages> testSets, int images, int mostParts)
    {
        var parts = testSets.SelectMany(set => Cut(set, images)).ToList();
        return parts.Count <= Math.Max(mostParts, testSets.Count) ? parts : Cut(testSets, checked(images * 2), mostParts);
    }

    private static IEnumerable<TestSetPart> Cut(TestSetImages set, int images)
    {
        for (var first = 0; first < set.ShardCount;)
        {
            var part = new TestSetPart(set.Name, first, 1, set.ShardImages(first));
            while (first + part.Shards < set.ShardCount && part.Images + set.ShardImages(first + part.Shards) <= images)
            {
                part = part with { Images = part.Images + set.ShardImages(first + part.Shards), Shards = part.Shards + 1 };
            }

            yield return part;
            first += part.Shards;
        }
    }
}
