using Counterfactual.Torch;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Models;

public sealed class WorkingCopyTests : IDisposable
{
    private const int Classes = 3;

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly ImageClassifier master = new(ClipVisionOptions.Miniature, Classes);
    private readonly Tensor images;
    private readonly Tensor labels = tensor([0L, 1, 2, 0]);

    public WorkingCopyTests()
    {
        ModelInitialization.Initialize(master, headDeviation: 2, seed: 1);
        manual_seed(1);
        images = rand([4, 3, 56, 56]);
    }

    public void Dispose()
    {
        master.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void In_single_precision_it_is_the_model_itself()
    {
        using var working = new WorkingCopy(master, float32);

        Assert.Same(master, working.Model);
    }

    [Fact]
    public void The_encoder_alone_is_shortened_and_features_and_logits_are_in_single_precision()
    {
        using var working = new WorkingCopy(master, bfloat16);

        Assert.All(working.Model.Backbone.parameters(), parameter => Assert.Equal(bfloat16, parameter.dtype));
        Assert.Equal(float32, working.Model.state_dict()["classifier.weight"].dtype);
        Assert.Equal(float32, working.Model.Logits(images).dtype);
        Assert.InRange(Difference(master.Backbone.Features(images), working.Model.Backbone.Features(images)), 1e-6, 0.02);
    }

    [Fact]
    public void Relevance_maps_are_those_of_single_precision_within_its_tolerance()
    {
        using var working = new WorkingCopy(master, bfloat16);

        var (exact, close) = (Map(master), Map(working.Model));

        Assert.Equal(exact.shape, close.shape);
        Assert.InRange(Difference(exact, close), 1e-6, 0.1);
    }

    [Fact]
    public void Keys_that_are_excluded_stay_so_where_attention_is_kept()
    {
        using var working = new WorkingCopy(master, bfloat16);
        var selection = TokenSelection.WithoutKeys(rand([4, ClipVisionOptions.Miniature.Patches]).lt(0.5));

        var exact = master.Backbone.Features(images, selection);
        var close = working.Model.Backbone.Features(images, selection, new AttentionTrace());

        Assert.InRange(Difference(exact, close), 1e-6, 0.02);
    }

    [Fact]
    public void Gradients_reach_the_model_in_single_precision_and_leave_the_copy()
    {
        using var working = new WorkingCopy(master, bfloat16);
        nn.functional.cross_entropy(master.Logits(images), labels).backward();
        var exact = master.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        nn.functional.cross_entropy(working.Model.Logits(images), labels).backward();

        working.HandOverGradients();

        Assert.All(working.Model.parameters(), parameter => Assert.Null(parameter.grad));
        foreach (var (parameter, expected) in master.parameters().Zip(exact))
        {
            Assert.Equal(float32, parameter.grad!.dtype);
            Assert.InRange(Difference(expected, parameter.grad!), 1e-9, 0.1);
        }
    }

    [Fact]
    public void Weights_that_the_optimiser_changed_are_taken_over()
    {
        using var working = new WorkingCopy(master, bfloat16);
        using (no_grad())
        {
            foreach (var parameter in master.parameters())
            {
                parameter.add_(1);
            }
        }

        working.Refresh();

        foreach (var (parameter, copy) in master.parameters().Zip(working.Model.parameters()))
        {
            Assert.True(copy.requires_grad);
            Assert.Equal(parameter.to(copy.dtype).to(float32).ToArray<float>(), copy.to(float32).ToArray<float>());
        }
    }

    // Of the whole difference in the whole of what is expected.
    private static double Difference(Tensor expected, Tensor actual) =>
        ((expected - actual).norm() / expected.norm()).item<double>();

    private Tensor Map(ImageClassifier model) => CleanPass.Run(model, images, keepAttention: true).Relevance(labels);
}
