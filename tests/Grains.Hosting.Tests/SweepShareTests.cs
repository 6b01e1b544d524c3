using Counterfactual.Grains.Hosting.Tables;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Grains.Hosting.Tests;

public sealed class SweepShareTests
{
    [Fact]
    public void Many_claims_are_divided_as_one_after_the_other_would_be()
    {
        var sweep =
            from priority in Gen.Choose(0, 1)
            from limit in Gen.Choose(0, 4)
            from oldest in Gen.Choose(0, 3)
            from running in Gen.Choose(0, 5)
            select (priority, limit: limit == 0 ? null : (int?)limit, oldest, running);
        Prop.ForAll(sweep.ListOf().ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (sweeps, claims) =>
        {
            SweepShare[] Make() => [.. sweeps.Select((one, index) =>
                new SweepShare($"s{index}", one.priority, one.limit, one.oldest) { Running = one.running })];
            var together = Make();
            SweepShare.Divide(together, claims);
            var apart = Make();
            for (var claim = 0; claim < claims; claim++)
            {
                SweepShare.Divide(apart, 1);
                foreach (var one in apart)
                {
                    one.Running += one.Given;
                }
            }

            Assert.Equal(apart.Select(one => one.Running), together.Select(one => one.Running + one.Given));
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Priority_goes_before_running_before_waiting_and_limits_hold()
    {
        SweepShare[] sweeps =
        [
            new("limited", 1, 1, 0),
            new("busy", 0, null, 0) { Running = 2 },
            new("old", 0, null, 1),
            new("young", 0, null, 2),
        ];
        SweepShare.Divide(sweeps, 6);
        Assert.Equal([1, 1, 2, 2], sweeps.Select(sweep => sweep.Given));
    }
}
