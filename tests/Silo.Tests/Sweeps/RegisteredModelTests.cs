using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class RegisteredModelTests
{
    private static readonly SweepModel Model = new("vit-b-32", new string('a', 64), [new("imagenet", new string('b', 64))]);
    private static readonly SweepModel TwoHeads =
        Model with { Name = "two", Heads = [.. Model.Heads, new("cars", new string('c', 64))] };
    private static readonly SweepModel NoHead = Model with { Name = "none", Heads = [] };
    private static readonly SweepRegistry Registry = new() { Models = [Model, NoHead, TwoHeads] };

    [Theory]
    [InlineData("vit-b-32", "imagenet", 'b')]
    [InlineData("{checkpoint: vit-b-32}", "imagenet", 'b')]
    [InlineData("{checkpoint: vit-b-32, head: imagenet}", "imagenet", 'b')]
    [InlineData("{checkpoint: two, head: cars}", "cars", 'c')]
    public void A_model_and_its_head_are_found_with_their_checksums(string model, string head, char headSha256)
    {
        var planned = Plan(model).Single();
        Assert.Equal(
            (Model.Sha256, head, new string(headSha256, 64)),
            (planned.Settings.Model.Sha256, planned.Settings.Model.Head, planned.Settings.Model.HeadSha256));
        Assert.Equal(head, planned.Point.Parameters.Single(parameter => parameter.Name == "model.head").Value);
    }

    [Theory]
    [InlineData("resnet", "3:8: unknown model 'resnet'; expected miniature, a model of 'counterfactual model list' or the path "
        + "of a .safetensors file (there are vit-b-32, none, two)")]
    [InlineData("../vit-b-32", "3:8: unknown model '../vit-b-32'; expected miniature, a model of 'counterfactual model list' or "
        + "the path of a .safetensors file")]
    [InlineData("none", "3:8: model 'none' has no zero-shot head; make one: counterfactual model head none --help")]
    [InlineData("two", "3:8: model 'two' has the heads imagenet, cars; name one: model: {checkpoint: two, head: imagenet}")]
    [InlineData("{checkpoint: two, head: birds}", "3:32: model 'two' has no head 'birds'; expected imagenet or cars")]
    [InlineData("{checkpoint: none, head: birds}",
        "3:33: model 'none' has no zero-shot head; make one: counterfactual model head none --help")]
    [InlineData(
        "{head: imagenet}",
        "3:15: 'model.head' applies to models of 'counterfactual model list'; miniature has a head of its own")]
    [InlineData("{checkpoint: vit-b-32, head: []}", "3:37: 'model.head' expects the name of a zero-shot head, found a list")]
    public void What_cannot_be_found_is_refused_with_its_place(string model, string error)
    {
        var refused = Assert.Throws<SweepFileException>(() => Plan(model));
        Assert.Equal($"x.yaml:{error}", Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public void Another_file_is_another_cell_and_another_name_is_not()
    {
        var renamed = Model with { Name = "clip", Heads = [Model.Heads[0] with { Name = "other" }] };
        var otherModel = Model with { Sha256 = new string('d', 64) };
        var otherHead = Model with { Heads = [Model.Heads[0] with { Sha256 = new string('d', 64) }] };
        Assert.Equal(Cell(Model), Cell(renamed));
        Assert.Equal(3, new[] { Model, otherModel, otherHead }.Select(Cell).Distinct().Count());

        static string Cell(SweepModel model) => Plan(model.Name, new() { Models = [model] }).Single().Point.Cell;
    }

    [Fact]
    public void Models_can_be_crossed()
    {
        var plan = SweepFile.Parse(
            "name: x\nmethod: vanilla\ngrid:\n  model: [miniature, vit-b-32, clip]\n", "x.yaml",
            registry: new() { Models = [Model, Model with { Name = "clip", Sha256 = new string('d', 64) }] });
        Assert.Equal(
            ["miniature", "vit-b-32", "clip"], plan.Experiments.Select(experiment => experiment.Settings.Model.Checkpoint));
    }

    [Fact]
    public void Without_a_registry_names_are_taken_unseen_and_cannot_run()
    {
        var planned = SweepFile.Parse("name: x\nmethod: vanilla\nmodel: anything\n", "x.yaml").Single();
        Assert.Null(planned.Settings.Model.Sha256);
        Assert.NotEqual(planned.Point.Cell, SweepFile.Parse("name: x\nmethod: vanilla\nmodel: other\n", "x.yaml")
            .Single().Point.Cell);
    }

    private static SweepPlan Plan(string model, SweepRegistry? registry = null) =>
        SweepFile.Parse($"name: x\nmethod: vanilla\nmodel: {model}\n", "x.yaml", registry: registry ?? Registry);
}
