using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SweepOverrideTests
{
    private const string Text = """
        # A sweep.
        name: x
        training:           # the recipe
          epochs: 4         # passes
          batch_size: 50
        data: {rho: 0.95}
        grid:
          masking:
          - random          # first
          - object
          training.learning_rate: [1e-3]
        include:
          - method: vanilla
            alphas: [0.5]
          - {method: zero_shot}
        seeds:
          - 0
          - 1
        retries:
        """;

    [Theory]
    [InlineData("training.epochs=1", "  epochs: 4  ", "  epochs: 1  ")]
    [InlineData("training.weight_decay=0", "  epochs: 4 ", "  weight_decay: 0\n  epochs: 4 ")]
    [InlineData("data.test_images=10", "{rho: 0.95}", "{test_images: 10, rho: 0.95}")]
    [InlineData("grid.masking=[context]", "masking:\n  - random          # first\n  - object\n", "masking: [context]\n")]
    [InlineData("grid.masking.1=context", "  - object\n", "  - context\n")]
    [InlineData("grid.training.learning_rate=[1, 2]", "[1e-3]", "[1, 2]")]
    [InlineData("grid.training.epochs=[1]", "  masking:", "  training: {epochs: [1]}\n  masking:")]
    [InlineData("include.0.method=linear_probe", "- method: vanilla", "- method: linear_probe")]
    [InlineData("include.0.training.epochs=1", "- method: vanilla", "- training: {epochs: 1}\n    method: vanilla")]
    [InlineData("include.1={masking: none}", "{method: zero_shot}", "{masking: none}")]
    [InlineData("seeds=[3]", "seeds:\n  - 0\n  - 1\n", "seeds: [3]\n")]
    [InlineData("retries=5", "retries:", "retries: 5")]
    [InlineData("beta = 20", "name: x\n", "beta: 20\nname: x\n")]
    [InlineData("name=a-b", "name: x", "name: a-b")]
    [InlineData("name=\"a b\"", "name: x", "name: \"a b\"")]
    [InlineData("name=a: b", "name: x", "name: {a: b}")]
    [InlineData("name=say \"hi\" \\ there", "name: x", "name: \"say \\\"hi\\\" \\\\ there\"")]
    public void An_override_is_written_as_its_author_would(string change, string before, string after)
    {
        Assert.Contains(before, Text, StringComparison.Ordinal);
        var edited = OverrideEditor.Apply(new SweepText("x.yaml", Text), SweepOverride.Parse(change)).Content;
        Assert.Equal(Text.Replace(before, after, StringComparison.Ordinal), edited);
    }

    [Theory]
    [InlineData("", "name=x", "\nname: x\n")]
    [InlineData("# nothing", "training.epochs=1", "# nothing\ntraining: {epochs: 1}\n")]
    [InlineData("{}", "name=x", "{name: x}")]
    [InlineData("training:", "training.epochs=1", "training: {epochs: 1}")]
    public void An_override_finds_a_place_in_a_text_with_little_in_it(string text, string change, string expected) =>
        Assert.Equal(expected, OverrideEditor.Apply(new SweepText("x.yaml", text), SweepOverride.Parse(change)).Content);

    [Theory]
    [InlineData("training.epochs=x", "'training.epochs' expects a whole number, found 'x'")]
    [InlineData("trainig.epochs=1", "unknown key 'trainig'; did you mean 'training'?")]
    [InlineData("grid.masking=[objct]", "unknown masking 'objct'; expected none, random, object or context")]
    [InlineData("seeds=[0", "not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("seeds", "expected PATH=VALUE, such as training.epochs=1 or seeds=[0, 1]")]
    [InlineData("=1", "expected PATH=VALUE, such as training.epochs=1 or seeds=[0, 1]")]
    [InlineData("training..epochs=1", "expected PATH=VALUE, such as training.epochs=1 or seeds=[0, 1]")]
    [InlineData("include.7.method=vanilla", "the list there has 2 items and none numbered '7'; expected a number from 0")]
    [InlineData("training.epochs.x=1", "'training.epochs' is '4' and holds no 'x'")]
    [InlineData("beta=&a 1", "anchors and aliases ('&', '*') are not supported; expected the value itself")]
    [InlineData("beta=", "'beta' expects a number, found nothing")]
    public void An_error_of_an_override_names_the_override(string change, string message) =>
        Assert.Equal(
            $"--set {change}: {message}",
            Assert.Throws<SweepFileException>(() => SweepFile.Parse(Text, "x.yaml", [change, "retries=1"])).Message);

    [Fact]
    public void Errors_of_the_file_keep_their_places_beside_overrides()
    {
        var refusal = Assert.Throws<SweepFileException>(() => SweepFile.Parse(
            "name: x\ntraining: {epochs: x}\nbeta: y\n", "x.yaml", ["training.batch_size=z", "data.rho=0.5", "name=n"]));
        Assert.Equal(
            [
                "x.yaml:2:20: 'training.epochs' expects a whole number, found 'x'",
                "x.yaml:3:7: 'beta' expects a number, found 'y'",
                "--set training.batch_size=z: 'training.batch_size' expects a whole number, found 'z'",
            ],
            refusal.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_later_override_wins() =>
        Assert.Equal(
            3, SweepFile.Parse("name: x\nmethod: vanilla\n", "x.yaml", ["training.epochs=2", "training.epochs=3"])
                .Single().Settings.Training.Epochs);

    [Fact]
    public void A_layout_that_cannot_be_edited_is_left_to_its_author() =>
        Assert.Equal(
            "--set name=y: cannot be written into a file of this layout; edit the file instead",
            Assert.Throws<SweepFileException>(() => SweepFile.Parse("? name\n: x\n", "x.yaml", ["name=y"])).Message);
}
