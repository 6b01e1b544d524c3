using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Tests.TestSets;

public class PredictionCountsTests
{
    [Fact]
    public void Counts_agree_with_counting_by_hand()
    {
        var counts = new PredictionCounts(TestSetProtocol.OwnClasses(3));

        counts.Add([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [0, 0, 2, 0]);

        Assert.Equal((4, 3, 0.75), (counts.Count, counts.Correct, counts.Accuracy));
        Assert.Equal(
            (2, 1, 0, 1), (counts.Confusions(0, 0), counts.Confusions(0, 1), counts.Confusions(2, 0), counts.Confusions(2, 2)));
        Assert.Equal([(2, 3), (0, 0), (1, 1)], Enumerable.Range(0, 3).Select(counts.OfLabel));
    }

    [Fact]
    public void Shards_counted_apart_add_up_to_the_whole()
    {
        const int labels = 7;
        var protocol = TestSetProtocol.OwnClasses(labels);
        var random = new Random(5);
        var (whole, sum) = (new PredictionCounts(protocol), new PredictionCounts(protocol));
        for (var shard = 0; shard < 5; shard++)
        {
            var images = random.Next(20);
            var logits = Enumerable.Range(0, images * labels).Select(_ => random.NextSingle()).ToArray();
            var classes = Enumerable.Range(0, images).Select(_ => (long)random.Next(labels)).ToArray();
            var part = new PredictionCounts(protocol);
            part.Add(logits, classes);
            sum.Add(part);
            whole.Add(logits, classes);
        }
        Assert.Equal((whole.Count, whole.Correct), (sum.Count, sum.Correct));
        Assert.Equal(Enumerable.Range(0, labels).Select(whole.OfLabel), Enumerable.Range(0, labels).Select(sum.OfLabel));
        Assert.Equal(whole.Count, Enumerable.Range(0, labels).Sum(label => whole.OfLabel(label).Count));
    }

    [Fact]
    public void Counts_under_another_protocol_do_not_add_up() => Assert.Throws<ArgumentException>(() =>
        new PredictionCounts(TestSetProtocol.OwnClasses(2)).Add(new PredictionCounts(TestSetProtocol.OwnClasses(2))));

    [Fact]
    public void Logits_and_labels_must_fit() =>
        Assert.Throws<ArgumentException>(() => new PredictionCounts(TestSetProtocol.OwnClasses(2)).Add([1, 2, 3], [0, 1]));
}
