using Counterfactual.Silo.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SweepFileProperties
{
    private static readonly string[] _texts =
    [
        .. new[] { "demo.yaml", "table.yaml", "search.yaml" }.Select(name => File.ReadAllText(RepositoryFiles.Sweep(name))),
        .. BadSweepFiles.All.Values.Select(bad => bad.Text),
    ];

    private static readonly string[] _fragments =
    [
        "\n", "\n  ", "\t", " ", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", "&a ", "*a", "!!int ", "|", "|\n", ">",
        "?", "? ", "%", "@", "`", "---",
        "\n---\n", "...", "\r", "\u0085", "\u2028", "\uFEFF", "\0", "\uD800", "~", "<<: ", "1e999", "-1", "99999999999",
        "zero_shot", "grid:", "seeds: [", "name: x\n",
    ];

    [Fact]
    public void A_grid_expands_to_the_product_of_its_lists() => Check(
        from maskings in Some("random", "context", "object")
        from refills in Some("none", "single", "multi")
        from betas in Some("1", "3", "10", "30")
        from epochs in Some("1", "2", "4")
        from seeds in Some("0", "1", "2", "3", "17")
        select (maskings, refills, betas, epochs, seeds),
        grid =>
        {
            var text = $$"""
                name: x
                grid:
                  masking: [{{string.Join(", ", grid.maskings)}}]
                  training: {epochs: [{{string.Join(", ", grid.epochs)}}]}
                  beta: [{{string.Join(", ", grid.betas)}}]
                  refill: [{{string.Join(", ", grid.refills)}}]
                seeds: [{{string.Join(", ", grid.seeds)}}]
                """;
            var experiments = SweepFile.Parse(text, "x.yaml").Experiments;
            Assert.Equal(
                grid.maskings.Count * grid.refills.Count * grid.betas.Count * grid.epochs.Count * grid.seeds.Count,
                experiments.Select(experiment => experiment.Point.Cell).Distinct().Count());
            Assert.Equal(
                experiments.Count / grid.seeds.Count,
                experiments.Select(experiment => experiment.Point.Row).Distinct().Count());
        },
        tests: 50);

    [Fact]
    public void Any_text_is_read_or_refused() => Check(
        from text in Gen.Elements(_texts)
        from edits in Edit().ListOf()
        select edits.Aggregate(text, (current, edit) => edit(current)),
        text => ReadOrRefuse(text, []),
        tests: 3000);

    [Fact]
    public void Any_override_is_applied_or_refused() => Check(
        from text in Gen.Elements(_texts)
        from path in Gen.Elements(
            "name", "training.epochs", "grid.masking", "grid", "include.0", "include.0.method", "seeds", "seeds.0", "a.b.c",
            "rates.none", "model", "", "0", "?", "# x", "[")
        from value in Gen.Elements(
            "1", "[0]", "{a: 1}", "", "\"", "[", "a: b: c", "x # y", "|\n a", "*a", "- 1", "object", "\n", "'it''s'")
        select (text, change: $"{path}={value}"),
        edit => ReadOrRefuse(edit.text, [edit.change]),
        tests: 2000);

    [Fact]
    public void A_text_with_overrides_reads_again_to_the_same_plan() => Check(
        from epochs in Gen.Choose(1, 9)
        from seeds in Some("0", "1", "5")
        from masking in Some("random", "object", "context")
        from order in Gen.Shuffle(new[]
        {
            $"training.epochs={epochs}", $"seeds=[{string.Join(", ", seeds)}]", $"grid.masking=[{string.Join(", ", masking)}]",
            "grid.beta=[5, 6]",
            "data.test_images=100", "include.1.training.epochs=3", "resources.memory=1GiB",
        })
        from count in Gen.Choose(0, 7)
        select order.Take(count).ToArray(),
        overrides =>
        {
            var plan = SweepFile.Parse(_texts[1], "x.yaml", overrides);
            var again = SweepFile.Parse(plan.Text, "x.yaml");
            Assert.Equal(plan.Text, again.Text);
            Assert.Equal(
                plan.Experiments.Select(experiment => (experiment.Point.Cell, experiment.Point.Row, experiment.Point.Needs)),
                again.Experiments.Select(experiment => (experiment.Point.Cell, experiment.Point.Row, experiment.Point.Needs)));
        },
        tests: 50);

    [Fact]
    public void Cells_depend_on_what_is_said_and_not_on_how() => Check(
        from keys in Gen.Shuffle(new[] { "name", "beta", "training", "data", "grid", "seeds" })
        from flow in Gen.Elements(true, false).ArrayOf(keys.Length)
        from comment in Gen.Elements("", " # a remark", "\n\n# more\n")
        from quote in Gen.Elements("", "\"", "'")
        select string.Concat(keys.Zip(flow, (key, inFlow) => Write(key, inFlow, quote) + comment + "\n")),
        text =>
        {
            var expected = SweepFile.Parse(
                "name: x\nbeta: 10\ntraining: {epochs: 2, learning_rate: 0.001}\ndata: {rho: 0.9}\ngrid: {masking: [random, "
                    + "object], refill: [single]}\nseeds: [0, 1]\n",
                "x.yaml");
            Assert.Equal(Cells(expected), Cells(SweepFile.Parse(text, "x.yaml")));
        },
        tests: 100);

    private static string Write(string key, bool flow, string quote) => (key, flow) switch
    {
        ("name", _) => $"name: {quote}x{quote}",
        ("beta", true) => "beta: 10",
        ("beta", false) => "beta: 1.0e+1",
        ("training", true) => "training: {learning_rate: 1e-3, epochs: 2}",
        ("training", false) => "training:\n  epochs: 2\n  learning_rate: 0.0010",
        ("data", true) => "data: {rho: 0.9}",
        ("data", false) => "data.rho: .9",
        ("grid", true) => $"grid: {{refill: [{quote}single{quote}], masking: [object, random]}}",
        ("grid", false) => $"grid:\n  masking:\n  - random\n  - {quote}object{quote}\n  refill:\n    - single",
        ("seeds", true) => "seeds: [1, 0]",
        _ => "seeds:\n- 0\n- 1",
    };

    private static SortedSet<string> Cells(SweepPlan plan) => [.. plan.Experiments.Select(experiment => experiment.Point.Cell)];

    private static void ReadOrRefuse(string text, IReadOnlyList<string> overrides)
    {
        try
        {
            Assert.NotEmpty(SweepFile.Parse(text, "x.yaml", overrides).Experiments);
        }
        catch (SweepFileException refusal)
        {
            Assert.NotEmpty(refusal.Errors);
            Assert.All(refusal.Errors, error => Assert.Matches(@"^(x\.yaml(:[0-9]+:[0-9]+)?|--set (.|\n)*)$", error.Location));
        }
    }

    /// <summary>One way to damage a text; where, is drawn as a share of its length.</summary>
    private static Gen<Func<string, string>> Edit() =>
        from at in Gen.Choose(0, 1000)
        from length in Gen.Choose(0, 12)
        from fragment in Gen.Elements(_fragments)
        from kind in Gen.Choose(0, 3)
        select (Func<string, string>)(text =>
        {
            var start = text.Length * at / 1000;
            var end = Math.Min(start + length, text.Length);
            return kind switch
            {
                0 => text.Remove(start, end - start),
                1 => text.Insert(start, fragment),
                2 => text.Insert(start, text[start..end]),
                _ => text[..start] + fragment + text[end..],
            };
        });

    private static Gen<IReadOnlyList<string>> Some(params string[] values) =>
        from order in Gen.Shuffle(values)
        from count in Gen.Choose(1, values.Length)
        select (IReadOnlyList<string>)[.. order.Take(count)];

    private static void Check<T>(Gen<T> inputs, Action<T> holds, int tests) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(inputs.ToArbitrary(), holds));
}
