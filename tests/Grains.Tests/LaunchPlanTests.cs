using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Grains.Tests;

public sealed class LaunchPlanTests
{
    private static readonly ExperimentStatus[] Statuses = Enum.GetValues<ExperimentStatus>();

    [Fact]
    public void After_any_launch_the_table_holds_exactly_the_points_asked_for_in_their_order() =>
        Prop.ForAll(Cells().ToArbitrary(), Cells().ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (before, asked, salt) =>
        {
            var existing = before.Select((cell, index) => new IndexedExperiment(
                index + 1, cell, Statuses[(index + salt) % Statuses.Length], (index + salt) % 3 == 0 ? null : index)).ToArray();
            var plan = LaunchPlan.Reconcile(existing, [.. asked.Select(Point)]);

            var table = existing.ToDictionary(
                experiment => experiment.Number, experiment => (experiment.Cell, experiment.Position));
            foreach (var move in plan.Moves)
            {
                table[move.Number] = (table[move.Number].Cell, move.Position);
            }

            foreach (var added in plan.Added)
            {
                table.Add(added.Number, (added.Point.Cell, added.Position));
            }

            var shown = table.Values.Where(row => row.Position is not null).OrderBy(row => row.Position).ToArray();
            Assert.Equal(asked, shown.Select(row => row.Cell));
            Assert.Equal(Enumerable.Range(0, asked.Length), shown.Select(row => row.Position!.Value));
            Assert.Equal(asked.Length, plan.Kept + plan.Unended + plan.Added.Count);
            Assert.All(plan.Restarted, number => Assert.Contains(
                existing[number - 1].Status, new[] { ExperimentStatus.Failed, ExperimentStatus.Cancelled }));
            Assert.All(plan.Removed, number => Assert.DoesNotContain(existing[number - 1].Cell, asked));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Launching_the_same_again_changes_nothing() =>
        Prop.ForAll(Cells().ToArbitrary(), cells =>
        {
            var existing = cells.Select((cell, index) =>
                new IndexedExperiment(index + 1, cell, ExperimentStatus.Completed, index));
            var plan = LaunchPlan.Reconcile([.. existing], [.. cells.Select(Point)]);
            Assert.Empty(plan.Added);
            Assert.Empty(plan.Moves);
            Assert.Empty(plan.Removed);
            Assert.Empty(plan.Restarted);
            Assert.Equal(cells.Length, plan.Kept);
        }).QuickCheckThrowOnFailure();

    private static Gen<string[]> Cells() =>
        Gen.Choose(0, 12).Select(cell => $"cell-{cell}").ArrayOf().Select(cells => cells.Distinct().ToArray());

    private static ExperimentPoint Point(string cell) =>
        new() { Cell = cell, Row = "", Seed = 0, Parameters = [], Settings = "{}" };
}
