using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>The ImageNet study in sweep files: datasets by name, and settings that belong to one study alone.</summary>
public sealed class ImageNetSweepFileTests
{
    private const string Text = """
        name: imagenet
        method: zero_shot
        data:
          study: imagenet
          train: in-train
          id: in-val
          objectnet: objectnet
          on_bad_image: skip
          expect: any
        """;

    private static readonly SweepRegistry Registry = new()
    {
        Models = [],
        Datasets = new Dictionary<string, string?>
        {
            ["in-train"] = new('1', 64),
            ["in-val"] = new('2', 64),
            ["objectnet"] = new('3', 64),
            ["raw"] = null,
        },
    };

    [Fact]
    public void Datasets_are_taken_with_the_checksums_of_the_registry()
    {
        var data = Parse(Text).Single().Settings.Data.ImageNet!;
        Assert.Equal(("in-train", new string('1', 64)), (data.Train!.Name, data.Train.Sha256));
        Assert.Equal(("objectnet", new string('3', 64)), (data.ObjectNet!.Name, data.ObjectNet.Sha256));
        Assert.Null(data.A);
    }

    [Fact]
    public void Without_a_registry_names_are_taken_unseen() =>
        Assert.Null(SweepFile.Parse(Text, "x.yaml").Single().Settings.Data.ImageNet!.Train!.Sha256);

    [Fact]
    public void Another_content_is_another_cell_and_another_name_is_not()
    {
        var cell = Parse(Text).Single().Point.Cell;
        var renamed = Registry with
        {
            Datasets = new Dictionary<string, string?>(Registry.Datasets) { ["val"] = Registry.Datasets["in-val"] },
        };
        Assert.Equal(cell, SweepFile.Parse(Text.Replace("in-val", "val"), "x.yaml", registry: renamed).Single().Point.Cell);
        var replaced = Registry with
        {
            Datasets = new Dictionary<string, string?>(Registry.Datasets) { ["in-val"] = new('9', 64) },
        };
        Assert.NotEqual(cell, SweepFile.Parse(Text, "x.yaml", registry: replaced).Single().Point.Cell);
    }

    [Theory]
    [InlineData(
        "id: in-val", "id: nowhere",
        "x.yaml:6:7: no dataset 'nowhere' is registered; expected in-train, in-val, objectnet or raw")]
    [InlineData("id: in-val", "id: raw", "x.yaml:6:7: dataset 'raw' is not packed yet")]
    [InlineData("id: in-val", "id: ../val", "x.yaml:6:7: dataset name '../val': expected 1 to 64 of a-z")]
    [InlineData("expect: any", "rho: 0.5", "'data.rho' belongs to the miniature study, not to imagenet")]
    [InlineData(
        "on_bad_image: skip", "on_bad_image: ignore", "x.yaml:8:17: unknown data.on_bad_image 'ignore'; expected fail or skip")]
    [InlineData(
        "study: imagenet", "study: miniature", "x.yaml:5:10: 'data.train' belongs to the imagenet study, not to miniature")]
    [InlineData("  train: in-train\n", "", "'data.train' expects the name of a registered dataset, found nothing")]
    public void What_is_wrong_is_told_with_its_place(string right, string wrong, string message)
    {
        // Settings at the top of a file hold where they have a meaning; a point's own must have one.
        var text = Text.Replace(right, wrong);
        text = wrong.StartsWith("rho", StringComparison.Ordinal) ? text.Replace("  rho: 0.5", "")
            .Replace("method: zero_shot", "include: [{method: zero_shot, data.rho: 0.5}]") : text;
        var errors = Assert.Throws<SweepFileException>(() => Parse(text)).Errors.Select(error => error.ToString());
        Assert.Contains(errors, error => error.Contains(message, StringComparison.Ordinal));
    }

    private static SweepPlan Parse(string text) => SweepFile.Parse(text, "x.yaml", registry: Registry);
}
