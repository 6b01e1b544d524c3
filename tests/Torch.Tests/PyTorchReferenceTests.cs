using static Counterfactual.Torch.Tests.PyTorchFigures;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.nn;

namespace Counterfactual.Torch.Tests;

public sealed class PyTorchReferenceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Layers_agree_with_PyTorch()
    {
        Check("layer_norm", functional.layer_norm(Wave(0.3, 3, 4), [4], Wave(0.9, 4), Wave(1.1, 4)));
        Check("conv2d", functional.conv2d(Wave(0.3, 2, 3, 6, 6), Wave(0.5, 4, 3, 3, 3), Wave(0.2, 4), [2, 2], [1, 1]));
        Check("gelu", functional.gelu(Wave(0.8, 9) * 3));
        Check("gelu_tanh", functional.gelu(Wave(0.8, 9) * 3, tanh: true));
        Check("quick_gelu", functional.quick_gelu(Wave(0.8, 9) * 3));
        Check("normalize", functional.normalize(Wave(0.3, 3, 4), dim: -1));
        Check("bicubic", functional.upsample_bicubic2d(Wave(0.3, 1, 2, 4, 4), 7, 5));
    }

    [Fact]
    public void Layer_modules_agree_with_PyTorch()
    {
        using var norm = new Modules.LayerNorm(Wave(0.9, 4), Wave(1.1, 4));
        using var convolution = new Modules.Conv2d(Wave(0.5, 4, 3, 3, 3), Wave(0.2, 4), stride: 2, padding: 1);

        Check("layer_norm", norm.call(Wave(0.3, 3, 4)));
        Check("conv2d", convolution.call(Wave(0.3, 2, 3, 6, 6)));
    }

    [Fact]
    public void Losses_agree_with_PyTorch()
    {
        var logits = Wave(0.7, 4, 5);
        var labels = tensor(new long[] { 0, 3, 1, 4 });

        Check("cross_entropy", functional.cross_entropy(logits, labels));
        Check(
            "cross_entropy_smoothed", functional.cross_entropy(logits, labels, reduction: Reduction.None, label_smoothing: 0.1));
        Check("cross_entropy_soft", functional.cross_entropy(logits, Wave(0.4, 4, 5).softmax(1), reduction: Reduction.Sum));
        Check("nll_loss", functional.nll_loss(logits.log_softmax(1), labels));
        Check("mse_loss", functional.mse_loss(Wave(0.3, 3, 4), Wave(0.4, 3, 4)));
    }

    [Fact]
    public void Reductions_agree_with_PyTorch()
    {
        Check("softmax", Wave(0.7, 4, 5).softmax(-1));
        Check("logsumexp", Wave(0.7, 4, 5).logsumexp(0));
        Check("std", Wave(0.7, 4, 5).std([1]));
        Check("norm3", Wave(0.7, 4, 5).norm(3));
        Check("cumsum", Wave(0.7, 4, 5).cumsum(1));
        Check("einsum", einsum("bij,bjk->bik", Wave(0.3, 2, 3, 4), Wave(0.6, 2, 4, 2)));
    }

    [Fact]
    public void Fused_attention_is_there_from_2_0_on_and_agrees_with_the_plain_formula()
    {
        Assert.Equal(int.Parse(version.Split('.')[0]) >= 2, functional.HasScaledDotProductAttention);
        var (query, key, value) = (Wave(0.3, 2, 3, 4), Wave(0.5, 2, 5, 4), Wave(0.7, 2, 5, 4));

        Check("attention", (query.matmul(key.transpose(-2, -1)) / 2).softmax(-1).matmul(value));
        if (functional.HasScaledDotProductAttention)
        {
            Check("attention", functional.scaled_dot_product_attention(query, key, value));
        }
        else
        {
            var error = Assert.Throws<TorchException>(() => functional.scaled_dot_product_attention(query, key, value));
            Assert.Contains("aten::scaled_dot_product_attention", error.Message);
        }
    }
}
