using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Method;

public sealed class MethodGoldenTests
{
    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_features_and_logits_agree()
    {
        using var golden = new MethodGoldenVectors();
        var features = golden.Student.Backbone.Features(golden.Images);
        golden.AssertAgrees("features", features);
        golden.AssertAgrees("logits", golden.Student.Classify(features));
        golden.AssertAgrees("teacher_features", golden.Teacher.Backbone.Features(golden.Images));
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_keeping_attention_changes_no_feature()
    {
        using var golden = new MethodGoldenVectors();
        golden.AssertAgrees("features", golden.Student.Backbone.Features(golden.Images, trace: new AttentionTrace()));
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_relevance_map_agrees()
    {
        using var golden = new MethodGoldenVectors();
        golden.AssertAgrees("cam", Relevance(golden));
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_grad_cam_agrees()
    {
        using var golden = new MethodGoldenVectors();
        var trace = new AttentionTrace();
        var logits = golden.Student.Classify(golden.Student.Backbone.Features(golden.Images, trace: trace));
        golden.AssertAgrees("gradcam", GradCam.Compute(trace, logits, golden.Labels));
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_masks_agree()
    {
        using var golden = new MethodGoldenVectors();
        foreach (var masking in Maskings)
        {
            Assert.Equal(golden[$"mask.{Name(masking)}"].ToArray<bool>(), Mask(golden, masking).ToArray<bool>());
        }
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_counterfactual_images_agree()
    {
        using var golden = new MethodGoldenVectors();
        var grid = new PatchGrid(golden.Student.Backbone.Options);
        foreach (var (masking, refill) in Refills)
        {
            var source = Source(golden, masking, refill);
            golden.AssertAgrees(
                $"counterfactual.{Name(masking)}.{Name(refill)}",
                grid.Join(PatchSource.Gather(grid.Split(golden.Images), source)), tolerance: 0);
        }
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_features_without_refill_agree()
    {
        using var golden = new MethodGoldenVectors();
        foreach (var (masking, selection) in new[]
        {
            (Masking.Object, TokenSelection.WithoutKeys(golden["mask.object"])),
            (Masking.Context, TokenSelection.WithoutKeys(golden["mask.context"])),
            (Masking.Random, new TokenSelection { KeptTokens = golden["nofill.random.keep"] }),
        })
        {
            var name = $"nofill.{Name(masking)}";
            golden.AssertAgrees($"{name}.student_features", golden.Student.Backbone.Features(golden.Images, selection));
            golden.AssertAgrees($"{name}.teacher_features", golden.Teacher.Backbone.Features(golden.Images, selection));
        }
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_dropped_patches_are_as_many()
    {
        using var golden = new MethodGoldenVectors();
        var patches = golden.Student.Backbone.Options.Patches;
        Assert.Equal(
            golden["nofill.random.keep"].size(1), 1 + PatchMask.KeptPatches(patches, golden.Number("nofill_random_rate")));
    }

    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_losses_and_gradients_agree()
    {
        using var golden = new MethodGoldenVectors();
        foreach (var (masking, refill) in Refills)
        {
            var name = $"{Name(masking)}.{Name(refill)}";
            golden.Student.zero_grad();
            var clean = CleanPass.Run(golden.Student, golden.Images);
            var distance = FeatureDistance.Compute(
                golden.Student, golden.Teacher, clean, new Counterfactuals { Source = Source(golden, masking, refill) });
            var loss = nn.functional.cross_entropy(clean.Logits, golden.Labels) + golden.Number("beta") * distance;
            loss.backward();
            golden.AssertAgrees($"distill.{name}", distance.view(1));
            golden.AssertAgrees($"loss.{name}", loss.view(1));
            foreach (var (tensor, parameter) in new[]
            {
                ("conv1", "backbone.conv1.weight"), ("block0.in_proj", "backbone.transformer.resblocks.0.attn.in_proj_weight"),
                ("head", "classifier.weight"),
            })
            {
                golden.AssertAgrees($"grad.{name}.{tensor}", golden.Student.state_dict()[parameter].grad!);
            }
        }
    }

    private static readonly Masking[] Maskings = [Masking.Random, Masking.Object, Masking.Context];

    private static IEnumerable<(Masking, Refill)> Refills =>
        Maskings.SelectMany(masking => new[] { (masking, Refill.Single), (masking, Refill.Multi) });

    internal static string Name(Enum value) => value.ToString().ToLowerInvariant();

    internal static Tensor Relevance(MethodGoldenVectors golden)
    {
        var trace = new AttentionTrace();
        var logits = golden.Student.Classify(golden.Student.Backbone.Features(golden.Images, trace: trace));
        return RelevanceMap.Compute(trace, logits, golden.Labels);
    }

    private static Tensor Mask(MethodGoldenVectors golden, Masking masking) => masking switch
    {
        Masking.Random => PatchMask.Random(golden["random_mask.uniform"].flatten(1), golden.Number("random_prob")),
        Masking.Object => PatchMask.Object(RelevanceMap.Normalize(Relevance(golden)), golden.Number("object_threshold")),
        _ => PatchMask.Context(RelevanceMap.Normalize(Relevance(golden)), golden.Number("context_threshold")),
    };

    private static Tensor Source(MethodGoldenVectors golden, Masking masking, Refill refill) => refill == Refill.Single
        ? PatchSource.Single(Mask(golden, masking), golden["single_fill.partner"])
        : PatchSource.Multi(Mask(golden, masking), golden["multi_fill.shift"].flatten(1));
}
