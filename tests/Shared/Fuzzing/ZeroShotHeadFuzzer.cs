using Counterfactual.Torch;
using Counterfactual.Training.ZeroShot;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged files of zero-shot heads.</summary>
internal sealed class ZeroShotHeadFuzzer : FileFuzzer
{
    private readonly byte[] good;

    public ZeroShotHeadFuzzer()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(
            PathOf("good"), new Dictionary<string, Tensor> { ["weight"] = zeros(2, 3) },
            new Dictionary<string, string>
            {
                ["zero_shot_head"] =
                    """{"model_sha256":"aa","vocabulary_sha256":"bb","classes":["cat","dog"],"templates":["a {}"]}""",
            });
        good = File.ReadAllBytes(PathOf("good"));
        ZeroShotHead.Load(PathOf("good")).Dispose();
    }

    protected override byte[] Input(Random random) => Mutation.Of(good, random);

    protected override void Read(string path)
    {
        try
        {
            using var head = ZeroShotHead.Load(path);
            _ = head.Source.Fingerprint();
        }
        catch (InvalidDataException)
        {
        }
    }
}
