using Counterfactual.Training.Method;
using FsCheck;
using FsCheck.Fluent;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Method;

public sealed class CounterfactualSamplerTests
{
    private const int Patches = 49;

    [Fact]
    public void Single_fill_takes_each_image_once_at_the_same_positions() => Prop.ForAll(Batches, SeedsAndPlaces, (batch, key) =>
    {
        using var scope = NewDisposeScope();
        var source = Sample(Masking.Random, Refill.Single, 1, batch, key).Source!.ToArray<long>();
        var partners = source.Where((_, place) => place % Patches == 0).Select(number => number / Patches).ToList();
        return source.Select((number, place) => number % Patches == place % Patches
            && number / Patches == partners[place / Patches]).All(ok => ok)
            && partners.Order().SequenceEqual(Enumerable.Range(0, batch).Select(image => (long)image));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Multi_fill_never_takes_a_masked_patch_from_its_own_image() => Prop.ForAll(Batches, SeedsAndPlaces, (batch, key) =>
    {
        using var scope = NewDisposeScope();
        var source = Sample(Masking.Random, Refill.Multi, 1, batch, key).Source!.ToArray<long>();
        return source.Select((number, place) =>
            number % Patches == place % Patches && number / Patches != place / Patches && number / Patches < batch).All(ok => ok);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unmasked_patches_stay_their_own() => Prop.ForAll(Batches, SeedsAndPlaces, (batch, key) =>
    {
        using var scope = NewDisposeScope();
        return Sample(Masking.Random, Refill.Multi, 0, batch, key).Source!.ToArray<long>()
            .SequenceEqual(Enumerable.Range(0, batch * Patches).Select(number => (long)number));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dropping_keeps_the_class_token_and_different_patches() => Prop.ForAll(Batches, SeedsAndPlaces, (batch, key) =>
    {
        using var scope = NewDisposeScope();
        var kept = Sample(Masking.Random, Refill.None, 0.75, batch, key).Selection.KeptTokens!;
        return kept.shape.SequenceEqual([batch, 13])
            && kept.ToArray<long>().Chunk(13)
                .All(row => row[0] == 0 && row.Distinct().Count() == 13 && row.Max() <= Patches && row.Min() == 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Draws_depend_on_seed_epoch_and_position_alone()
    {
        using var scope = NewDisposeScope();
        long[] Draw(long seed, int epoch, int position) =>
            Sample(Masking.Random, Refill.Multi, 0.5, 8, (seed, epoch, position)).Source!.ToArray<long>();
        Assert.Equal(Draw(1, 2, 3), Draw(1, 2, 3));
        Assert.NotEqual(Draw(1, 2, 3), Draw(0, 2, 3));
        Assert.NotEqual(Draw(1, 2, 3), Draw(1, 1, 3));
        Assert.NotEqual(Draw(1, 2, 3), Draw(1, 2, 2));
    }

    [Fact]
    public void Random_masks_cover_the_share_that_is_asked_for()
    {
        using var scope = NewDisposeScope();
        var source = Sample(Masking.Random, Refill.Multi, 0.3, 400, (0, 0, 0)).Source!.ToArray<long>();
        var share = source.Where((number, place) => number != place).Count() / (double)source.Length;
        Assert.InRange(share, 0.28, 0.32);
    }

    [Theory]
    [InlineData(Masking.Random, Refill.None, 0.75)]
    [InlineData(Masking.Random, Refill.Single, 0.5)]
    [InlineData(Masking.Random, Refill.Multi, 0.5)]
    [InlineData(Masking.Object, Refill.None, 0.3)]
    [InlineData(Masking.Object, Refill.Single, 0.3)]
    [InlineData(Masking.Object, Refill.Multi, 0.6)]
    [InlineData(Masking.Context, Refill.None, 0.6)]
    [InlineData(Masking.Context, Refill.Single, 0.5)]
    [InlineData(Masking.Context, Refill.Multi, 0.3)]
    public void Released_levels_are_those_of_the_papers_code(Masking masking, Refill refill, double level)
    {
        Assert.Equal(level, ReleasedMaskLevels.Of(masking, refill));
        Assert.Null(ReleasedMaskLevels.Of(Masking.None, refill));
    }

    private static Arbitrary<int> Batches => Gen.Choose(2, 12).ToArbitrary();

    private static Arbitrary<(long Seed, int Epoch, int Position)> SeedsAndPlaces => (
        from seed in Gen.Choose(0, 1000)
        from epoch in Gen.Choose(0, 20)
        from position in Gen.Choose(0, 500)
        select ((long)seed, epoch, position)).ToArbitrary();

    private static Counterfactuals Sample(
        Masking masking, Refill refill, double level, int batch, (long Seed, int Epoch, int Position) key)
    {
        var sampler = new CounterfactualSampler(new() { Masking = masking, Refill = refill, Level = level }, key.Seed);
        var nothing = zeros(1);
        var clean = new CleanPass
        {
            Patches = zeros(batch, Patches, 1),
            Embedded = nothing,
            Features = nothing,
            Logits = nothing,
        };
        return sampler.Sample(clean, nothing, sampler.Draw(key.Epoch, key.Position, batch, Patches, CPU));
    }
}
