using Counterfactual.Training.Experiments;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Training.Tests.Experiments;

public class ValidationSplitTests
{
    [Fact]
    public void Every_class_gives_its_share_to_within_one_image()
    {
        var cases =
            from labels in Gen.Choose(0, 6).ArrayOf().Where(labels => labels.Length > 1)
            from images in Gen.Choose(0, labels.Length - 1)
            from seed in Gen.Choose(0, 1000)
            select (labels, images, seed);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var drawn = ValidationSplit.Draw(one.labels, one.images, one.seed);
            return drawn.Length == one.images
                && drawn.SequenceEqual(drawn.Distinct().Order())
                && one.labels.GroupBy(label => label).All(members =>
                    Math.Abs(drawn.Count(number => one.labels[number] == members.Key)
                        - ((double)one.images * members.Count() / one.labels.Length)) < 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_left_after_rounding_down_goes_to_the_largest_remainders_then_to_the_first()
    {
        int[] labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
        var drawn = ValidationSplit.Draw(labels, 5, seed: 0);
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 3).Select(label => drawn.Count(number => labels[number] == label)));
    }

    [Fact]
    public void The_seed_and_nothing_else_decides_which_images()
    {
        var labels = Enumerable.Range(0, 1000).Select(number => number % 10).ToArray();
        Assert.Equal(ValidationSplit.Draw(labels, 100, seed: 1), ValidationSplit.Draw(labels, 100, seed: 1));
        Assert.NotEqual(ValidationSplit.Draw(labels, 100, seed: 1), ValidationSplit.Draw(labels, 100, seed: 2));
    }

    [Fact]
    public void Training_never_sees_what_is_held_out_and_without_it_is_as_it_was()
    {
        var settings = TinyStudy.Settings("tiny.safetensors");
        var heldOut = Enumerable.Range(0, 1000).Where(number => number % 3 == 0).ToArray();
        var with = new TrainingOrder(settings, 1000, heldOut);
        Assert.Empty(with.Subset.Intersect(heldOut));
        Assert.Equal(settings.Data.TrainImages, with.Subset.Count);
        Assert.Equal(new TrainingOrder(settings, 1000, []).Subset.Except(heldOut), with.Subset.Take(
            new TrainingOrder(settings, 1000, []).Subset.Except(heldOut).Count()));
    }
}
